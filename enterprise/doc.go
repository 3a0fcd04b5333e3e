// Package enterprise is the control plane: which tenants there are, where their
// rows live, who may operate Guildhall, and how all of that comes to be.
//
// [Open] makes a server ready and returns an [Enterprise]:
//
//	e, err := enterprise.Open(ctx, enterprise.Config{
//		AdminURL: cluster.URL, Keys: keys, Modules: modules, Seed: seed, OwnServer: true,
//	})
//	go e.Watch(ctx)
//
// A tenant is made by [Enterprise.Provision], found by [Enterprise.Resolve], and
// entered by [Enterprise.Do], or by [Enterprise.Home] where the caller keeps the
// lease:
//
//	t, err := e.Resolve(ctx, enterprise.Key{Name: "acme"})
//	err = e.Do(ctx, t.ID, func(home pg.Home) error { return pg.Read(ctx, home, …) })
//
// [Enterprise.Suspend], Reinstate, SetReadOnly, Archive and Update change it;
// [Enterprise.MigrateFleet] brings all placements to the binary's version;
// [Enterprise.RotateKeys] seals all credentials again; operators sign in by tokens
// ([Enterprise.Authenticate]). Every change is written to the audit of the
// enterprise with the actor given, and told to other processes by a hint.
//
// Every error that a user or an operator can act on is a problem.Problem.
//
// Databases and roles, for the prefix "guildhall":
//
//	guildhall_enterprise   the registry                    read by role guildhall_server
//	guildhall_template_1   copied for tenants' databases   nobody connects
//	guildhall_shared_1     the tiers shared and schema     served by guildhall_shared_1, and t_<id>
//	tenant_<id>            the tier database               served by tenant_<id>
//
// All are owned by guildhall_provisioner, who has no login of its own. Why it is
// so stands in docs/adr/0002-tenancy.md.
package enterprise
