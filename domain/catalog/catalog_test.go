package catalog_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/guildhall/guildhall/domain/catalog"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

type deed = func(context.Context, *entity.Tx) error

func creation[T entity.Record[T]](rec *T) deed {
	return func(ctx context.Context, tx *entity.Tx) error { return entity.Create(ctx, tx, rec) }
}

// change locks a record, changes it and writes it.
func change[T entity.Record[T]](id entity.ID[T], how func(*T)) deed {
	return func(ctx context.Context, tx *entity.Tx) error {
		rec, err := entity.Lock(ctx, tx, id)
		if err != nil {
			return err
		}
		how(rec)
		return entity.Update(ctx, tx, rec)
	}
}

// find reads the records that a clause selects.
func find[T entity.Record[T]](t *testing.T, h *entitytest.House, where string, args ...any) []*T {
	t.Helper()
	var recs []*T
	h.Do(t, func(ctx context.Context, tx *entity.Tx) (err error) {
		recs, err = entity.Find[T](ctx, tx, where, args...)
		return err
	})
	return recs
}

func wantSlug(t *testing.T, err error, slug string) {
	t.Helper()
	if !problem.Is(err, slug) {
		t.Errorf("want the problem %q, got %v", slug, err)
	}
}

// wantField wants a problem with one field.
func wantField(t *testing.T, err error, pointer, code string) {
	t.Helper()
	var p *problem.Problem
	if !errors.As(err, &p) || len(p.Errors) != 1 || p.Errors[0].Pointer != pointer || p.Errors[0].Code != code {
		t.Errorf("want %s at %s, got %v", code, pointer, err)
	}
}

func TestSeed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	rates := find[catalog.TaxRate](t, h, "true")
	if len(rates) != 2 || rates[0].Percent != money.MustPercent("19") || !rates[0].Default || rates[1].Default || !rates[1].Percent.IsZero() {
		t.Errorf("rates of a German company: %+v", rates)
	}
	us := h.AddTenant(t, entity.Tenant{Name: "US", Slug: "us", Country: "US", Currency: "USD", AdminEmail: "a@us.example"})
	n := entitytest.Select[int](t, h, `select count(*) from catalog_tax_rate where tenant_id = $1 and percent = 0 and "default"`, us.Tenant)
	if n != 1 {
		t.Errorf("an American company has %d rates of nothing by default", n)
	}
}

// tree makes categories, each in the one before.
func tree(t *testing.T, h *entitytest.House, names ...string) []*catalog.Category {
	t.Helper()
	var made []*catalog.Category
	h.Do(t, func(ctx context.Context, tx *entity.Tx) error {
		for i, name := range names {
			c := &catalog.Category{Name: name}
			if i > 0 {
				c.Parent = made[i-1].ID
			}
			if err := entity.Create(ctx, tx, c); err != nil {
				return err
			}
			made = append(made, c)
		}
		return nil
	})
	return made
}

func paths(t *testing.T, h *entitytest.House) []string {
	t.Helper()
	var out []string
	for _, c := range find[catalog.Category](t, h, "true") {
		out = append(out, c.Path)
	}
	slices.Sort(out)
	return out
}

func move(c, under *catalog.Category) deed {
	return change(c.ID, func(c *catalog.Category) { c.Parent = under.ID })
}

func TestCategoryPaths(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := tree(t, h, "Food", "Dairy", "Cheese", "Hard")
	other := tree(t, h, "Drinks")[0]
	if got, want := paths(t, h), []string{"Drinks", "Food", "Food / Dairy", "Food / Dairy / Cheese", "Food / Dairy / Cheese / Hard"}; !slices.Equal(got, want) {
		t.Fatalf("%q, want %q", got, want)
	}
	h.Do(t, change(c[1].ID, func(c *catalog.Category) { c.Name, c.Parent = "Milk", other.ID }))
	if got, want := paths(t, h), []string{"Drinks", "Drinks / Milk", "Drinks / Milk / Cheese", "Drinks / Milk / Cheese / Hard", "Food"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	wantField(t, h.Try(t, creation(&catalog.Category{Name: "Milk", Parent: other.ID})), "/path", "duplicate")
	wantField(t, h.Try(t, creation(&catalog.Category{Name: "Lost", Parent: entity.NewID[catalog.Category]()})), "/parent", "unknown-reference")
	_, err := h.Registry.Delete(t.Context(), h.Call(), h.Plan(t, "catalog.category"), other.ID.UUID())
	wantSlug(t, err, "in-use")
}

func TestCategoriesAreNoCircles(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	c := tree(t, h, "a", "b", "c")
	wantField(t, h.Try(t, move(c[0], c[2])), "/parent", "cycle")
	wantField(t, h.Try(t, move(c[0], c[0])), "/parent", "cycle")
	// Each is moved below a child of the other, so that no row is locked by both.
	for i := range 10 {
		n := strconv.Itoa(i)
		x, y := tree(t, h, "x"+n, "child"), tree(t, h, "y"+n, "child")
		errs := make([]error, 2)
		var wg sync.WaitGroup
		wg.Go(func() { errs[0] = h.Try(t, move(x[0], y[1])) })
		wg.Go(func() { errs[1] = h.Try(t, move(y[0], x[1])) })
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("two moves that close a circle: %v", errs)
		}
		wantField(t, errors.Join(errs...), "/parent", "cycle")
	}
}

func TestOneDefaultRate(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.Do(t, creation(&catalog.TaxRate{Name: "New", Percent: money.MustPercent("20"), Country: "DE", Default: true}))
	h.Do(t, creation(&catalog.TaxRate{Name: "French", Percent: money.MustPercent("20"), Country: "FR", Default: true}))
	if rates := find[catalog.TaxRate](t, h, `"default" and country = 'DE'`); len(rates) != 1 || rates[0].Name != "New" {
		t.Errorf("default rates: %+v", rates)
	}
	for _, wrong := range []string{"-0.1", "100.1"} {
		err := h.Try(t, creation(&catalog.TaxRate{Name: "Wrong", Percent: money.MustPercent(wrong)}))
		wantField(t, err, "/percent", "out-of-range")
	}
}

func TestProduct(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	p := &catalog.Product{Reference: "CHAI", Name: "Chai", Barcode: "4006381333931"}
	h.Do(t, creation(p))
	standard := find[catalog.TaxRate](t, h, `"default"`)[0]
	if p.Currency != "EUR" || p.TaxRate != standard.ID || p.Kind != catalog.Goods {
		t.Errorf("a product of a name alone: %+v", p)
	}
	h.Do(t, creation(&catalog.Product{Reference: "PLAIN", Name: "No barcode"}))
	h.Do(t, creation(&catalog.Product{Reference: "PLAIN2", Name: "No barcode either"}))
	for _, tt := range []struct {
		product       catalog.Product
		pointer, code string
	}{
		{catalog.Product{Reference: "CHAI", Name: "Twice"}, "/reference", "duplicate"},
		{catalog.Product{Reference: "X", Name: "X", Barcode: "4006381333931"}, "/barcode", "duplicate"},
		{catalog.Product{Reference: "X", Name: "X", Barcode: "4006381333930"}, "/barcode", "invalid-barcode"},
		{catalog.Product{Reference: "X", Name: "X", Price: money.MustAmount("-1")}, "/price", "negative"},
		{catalog.Product{Reference: "X", Name: "X", Cost: money.MustAmount("-1")}, "/cost", "negative"},
		{catalog.Product{Reference: "X", Name: "X", ReorderLevel: money.MustQuantity("-1")}, "/reorder_level", "negative"},
		{catalog.Product{Name: "X"}, "/reference", "required"},
		{catalog.Product{Reference: "X", Name: "X", Sites: []entity.ID[identity.Site]{entity.NewID[identity.Site]()}}, "/sites", "unknown-reference"},
	} {
		wantField(t, h.Try(t, creation(&tt.product)), tt.pointer, tt.code)
	}
}

func TestSitesOfProductsStay(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	site := &identity.Site{Code: "B", Name: "B", Country: "DE", Currency: "EUR"}
	h.Do(t, creation(site))
	h.Do(t, creation(&catalog.Product{Reference: "X", Name: "X", Sites: []entity.ID[identity.Site]{site.ID}}))
	_, err := h.Registry.Delete(t.Context(), h.Call(), h.Plan(t, "identity.site"), site.ID.UUID())
	wantSlug(t, err, "in-use")
}

func TestVendor(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	v := &catalog.Vendor{Name: "Exotic Liquids"}
	h.Do(t, creation(v))
	if v.Number != "V-1" || v.Currency != "EUR" {
		t.Errorf("a vendor of a name alone: %+v", v)
	}
	wantField(t, h.Try(t, creation(&catalog.Vendor{Name: "X", LeadDays: -1})), "/lead_days", "negative")
	wantField(t, h.Try(t, creation(&catalog.Vendor{Name: "X", MinimumOrder: money.MustAmount("-1")})), "/minimum_order", "negative")
}
