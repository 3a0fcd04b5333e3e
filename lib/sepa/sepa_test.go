package sepa_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/guildhall/guildhall/lib/sepa"
)

func TestIBAN(t *testing.T) {
	for _, good := range []string{"DE89370400440532013000", "GB29NWBK60161331926819", "NO9386011117947", "SA0380000000608010167519", "de89 3704 0044 0532 0130 00", "MT84MALT011000012345MTLCAST001S"} {
		if !sepa.IBAN(good).Valid() {
			t.Errorf("%s is refused", good)
		}
	}
	for _, bad := range []string{"", "DE", "DE88370400440532013000", "8937040044053201300012", "DE893704004405320130ü0"} {
		if sepa.IBAN(bad).Valid() {
			t.Errorf("%q is taken", bad)
		}
	}
	got := sepa.IBAN(" de89 3704 0044\t0532 0130 00").Normal()
	if got != "DE89370400440532013000" || got.Groups() != "DE89 3704 0044 0532 0130 00" {
		t.Errorf("got %q, in groups %q", got, got.Groups())
	}
}

func TestBIC(t *testing.T) {
	for text, want := range map[string]bool{"COBADEFF": true, "COBADEFFXXX": true, "COBADEFFXX": false, "C0BADEFF": false, "": false, "cobadeff": true} {
		if got := sepa.BIC(text).Valid(); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

// The example of EPC069-12, with the amount and the name of its annex.
func TestCode(t *testing.T) {
	got, err := sepa.Transfer{
		Name: "Red Cross of Belgium", IBAN: "BE72000000001616", BIC: "BPOTBEB1", Amount: "1.00", Reference: "Urgency fund",
	}.Code()
	want := "BCD\n002\n1\nSCT\nBPOTBEB1\nRed Cross of Belgium\nBE72000000001616\nEUR1.00\n\n\nUrgency fund"
	if err != nil || got != want {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestCodeRefuses(t *testing.T) {
	good := sepa.Transfer{Name: "Acme", IBAN: "DE89370400440532013000", Amount: "10.5", Reference: "INV-1\nEUR9"}
	if code, err := good.Code(); err != nil || strings.Count(code, "\n") != 10 {
		t.Errorf("got %q, %v", code, err)
	}
	for name, spoil := range map[string]func(*sepa.Transfer){
		"account":   func(x *sepa.Transfer) { x.IBAN = "DE00" },
		"bank":      func(x *sepa.Transfer) { x.BIC = "X" },
		"name":      func(x *sepa.Transfer) { x.Name = " " },
		"nothing":   func(x *sepa.Transfer) { x.Amount = "0.00" },
		"less":      func(x *sepa.Transfer) { x.Amount = "-1" },
		"too fine":  func(x *sepa.Transfer) { x.Amount = "1.001" },
		"too much":  func(x *sepa.Transfer) { x.Amount = "1000000000" },
		"no number": func(x *sepa.Transfer) { x.Amount = "1e3" },
	} {
		t.Run(name, func(t *testing.T) {
			x := good
			spoil(&x)
			if _, err := x.Code(); !errors.Is(err, sepa.ErrNoTransfer) {
				t.Errorf("got %v", err)
			}
		})
	}
}
