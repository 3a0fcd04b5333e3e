// Package driver starts programs of this module as processes of their own and asks
// them over HTTP: all that a load program does and does not measure.
//
//	err := driver.Build(ctx, "./cmd/guildhall", file)
//	addr, err := driver.FreeAddr(ctx)
//	server, took, err := driver.Program{File: file, Args: args, Addr: addr, Ready: "/readyz", Log: log}.Start(ctx)
//	defer server.Stop()
//	err = driver.Ask(ctx, http.MethodGet, "http://"+addr+"/api/enterprise/clients", token, nil, &page)
package driver
