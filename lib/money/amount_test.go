package money

import (
	"errors"
	"strings"
	"testing"
)

func TestParseAmount(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"0":                     "0",
		"-0":                    "0",
		"-0.00":                 "0",
		"7":                     "7",
		"007":                   "7",
		"12.30":                 "12.3",
		"-12.345":               "-12.345",
		"0.0001":                "0.0001",
		"-0.5":                  "-0.5",
		"100":                   "100",
		"1.00000000":            "1",
		"99999999999999.9999":   "99999999999999.9999",
		"-99999999999999.9999":  "-99999999999999.9999",
		"000099999999999999.00": "99999999999999",
	} {
		a, err := ParseAmount(in)
		if err != nil || a.String() != want {
			t.Errorf("ParseAmount(%q) = %s, %v; want %s", in, a, err, want)
		}
		if a != MustAmount(want) {
			t.Errorf("ParseAmount(%q) is not == ParseAmount(%q)", in, want)
		}
		if err := a.Validate(); err != nil {
			t.Errorf("%s was parsed, but: %v", a, err)
		}
	}
}

func TestParseAmountRefuses(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]error{
		"":                           ErrSyntax,
		"-":                          ErrSyntax,
		".":                          ErrSyntax,
		".5":                         ErrSyntax,
		"5.":                         ErrSyntax,
		"+5":                         ErrSyntax,
		"--5":                        ErrSyntax,
		" 5":                         ErrSyntax,
		"5 ":                         ErrSyntax,
		"1,5":                        ErrSyntax,
		"1.2.3":                      ErrSyntax,
		"1.-2":                       ErrSyntax,
		"1e3":                        ErrSyntax,
		"0x10":                       ErrSyntax,
		"1_000":                      ErrSyntax,
		"NaN":                        ErrSyntax,
		"Infinity":                   ErrSyntax,
		"٣":                          ErrSyntax,
		"1.00001":                    ErrTooPrecise,
		"-0.00001":                   ErrTooPrecise,
		"100000000000000":            ErrTooLarge,
		"-100000000000000.5":         ErrTooLarge,
		strings.Repeat("9", 100_000): ErrTooLarge,
	} {
		a, err := ParseAmount(in)
		if !errors.Is(err, want) {
			t.Errorf("ParseAmount(%.40q): %v; want %v", in, err, want)
		}
		if a != (Amount{}) {
			t.Errorf("ParseAmount(%.40q) = %s beside an error", in, a)
		}
		if err != nil && len(err.Error()) > 200 {
			t.Errorf("ParseAmount(%.40q): the error has %d bytes", in, len(err.Error()))
		}
	}
}

func TestMustPanics(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]func(){
		"amount":   func() { MustAmount("x") },
		"quantity": func() { MustQuantity("x") },
		"percent":  func() { MustPercent("x") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			f()
		})
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	largest := MustAmount("99999999999999.9999")
	tenth := MustQuantity("0.1")
	for _, tt := range []struct {
		a    Amount
		want error
	}{
		{Amount{}, nil},
		{largest, nil},
		{largest.Neg(), nil},
		{largest.Plus(MustAmount("0.0001")), ErrTooLarge},
		{largest.Neg().Minus(MustAmount("0.0001")), ErrTooLarge},
		{largest.Times(MustQuantity("10000")), ErrTooLarge},
		{largest.Times(tenth), ErrTooPrecise},
		{MustAmount("0.0001").Times(tenth), ErrTooPrecise},
	} {
		if err := tt.a.Validate(); !errors.Is(err, tt.want) {
			t.Errorf("Validate of %s: %v; want %v", tt.a, err, tt.want)
		}
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in     string
		digits int
		want   string
	}{
		{"12.3", 2, "12.30"},
		{"12.3", 0, "12.3"},
		{"12.3", -1, "12.3"},
		{"12.345", 2, "12.345"},
		{"12", 2, "12.00"},
		{"0", 2, "0.00"},
		{"0", 0, "0"},
		{"-0.05", 2, "-0.05"},
		{"-0.05", 4, "-0.0500"},
		{"0.0001", 2, "0.0001"},
		{"-1234567.8", 2, "-1234567.80"},
	} {
		a := MustAmount(tt.in)
		if got := a.Text(tt.digits); got != tt.want {
			t.Errorf("%s.Text(%d) = %s; want %s", tt.in, tt.digits, got, tt.want)
		}
		if got := string(a.AppendText([]byte("x = "), tt.digits)); got != "x = "+tt.want {
			t.Errorf("%s.AppendText(%d) = %s", tt.in, tt.digits, got)
		}
	}
}

func TestRound(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		in       string
		currency Currency
		want     string
	}{
		{"0.125", "EUR", "0.13"},
		{"-0.125", "EUR", "-0.13"},
		{"0.1249", "EUR", "0.12"},
		{"-0.1249", "EUR", "-0.12"},
		{"0.005", "EUR", "0.01"},
		{"-0.005", "EUR", "-0.01"},
		{"0.0049", "EUR", "0"},
		{"0.995", "EUR", "1"},
		{"99999999999999.9999", "EUR", "100000000000000"},
		{"12.3", "EUR", "12.3"},
		{"0.5", "JPY", "1"},
		{"-0.5", "JPY", "-1"},
		{"1.4999", "JPY", "1"},
		{"1.2345", "KWD", "1.235"},
		{"1.2345", "CLF", "1.2345"},
		{"1.2345", "", "1.23"},
	} {
		if got := MustAmount(tt.in).Round(tt.currency).String(); got != tt.want {
			t.Errorf("%s.Round(%s) = %s; want %s", tt.in, tt.currency, got, tt.want)
		}
	}
	if got := MustAmount("15.5").RoundTo(-1).String(); got != "16" {
		t.Errorf("RoundTo(-1) = %s; want 16", got)
	}
}

func TestArithmetic(t *testing.T) {
	t.Parallel()
	a, b := MustAmount("41.00"), MustAmount("-0.5")
	for name, tt := range map[string]struct {
		got  Amount
		want string
	}{
		"plus":            {a.Plus(b), "40.5"},
		"minus":           {a.Minus(b), "41.5"},
		"minus itself":    {a.Minus(a), "0"},
		"neg":             {b.Neg(), "0.5"},
		"neg of zero":     {Amount{}.Neg(), "0"},
		"times":           {a.Times(MustQuantity("2.5")), "102.5"},
		"smallest times":  {MustAmount("0.0001").Times(MustQuantity("0.0001")), "0.00000001"},
		"percent":         {a.Percent(MustPercent("7.5")), "3.075"},
		"percent of 1/3%": {a.Percent(MustPercent("0.3333")), "0.136653"},
		"less":            {a.Less(MustPercent("7.5")), "37.925"},
		"less everything": {a.Less(MustPercent("100")), "0"},
		"less negative":   {a.Less(MustPercent("-10")), "45.1"},
		"min":             {a.Min(b), "-0.5"},
		"min of first":    {b.Min(a), "-0.5"},
		"max":             {a.Max(b), "41"},
		"max of second":   {b.Max(a), "41"},
	} {
		if tt.got.String() != tt.want {
			t.Errorf("%s = %s; want %s", name, tt.got, tt.want)
		}
	}
	if a.Sign() != 1 || b.Sign() != -1 || (Amount{}).Sign() != 0 {
		t.Error("Sign is wrong")
	}
	if a.IsZero() || !(Amount{}).IsZero() || !a.Minus(a).IsZero() {
		t.Error("IsZero is wrong")
	}
	if !a.Equal(MustAmount("41")) || a.Equal(b) || a.Cmp(b) != 1 || b.Cmp(a) != -1 {
		t.Error("Equal or Cmp is wrong")
	}
}

func TestQuantityAndPercent(t *testing.T) {
	t.Parallel()
	q, r := QuantityOf(3), MustQuantity("-1.25")
	for name, tt := range map[string]struct {
		got  Quantity
		want string
	}{
		"plus":  {q.Plus(r), "1.75"},
		"minus": {q.Minus(r), "4.25"},
		"neg":   {r.Neg(), "1.25"},
		"min":   {q.Min(r), "-1.25"},
		"max":   {q.Max(r), "3"},
		"least": {QuantityOf(-1 << 63), "-9223372036854775808"},
	} {
		if tt.got.String() != tt.want {
			t.Errorf("%s = %s; want %s", name, tt.got, tt.want)
		}
	}
	if q.Cmp(r) != 1 || !q.Equal(MustQuantity("3.0")) || q.Equal(r) {
		t.Error("Cmp or Equal of quantities is wrong")
	}
	if p := MustPercent("7.50"); p.Cmp(MustPercent("8")) != -1 || !p.Equal(MustPercent("7.5")) || p.Equal(Percent{}) {
		t.Error("Cmp or Equal of percentages is wrong")
	}
}

func TestCurrency(t *testing.T) {
	t.Parallel()
	for c, want := range map[Currency]int{"EUR": 2, "JPY": 0, "KWD": 3, "CLF": 4, "HUF": 2, "": 2, "ZZZ": 2} {
		if got := c.Digits(); got != want || got > MaxDecimals {
			t.Errorf("%q has %d digits; want %d", c, got, want)
		}
	}
	for s, valid := range map[string]bool{"EUR": true, "USD": true, "": false, "eur": false, "EURO": false, "ZZZ": false} {
		c, err := ParseCurrency(s)
		if (err == nil) != valid || Currency(s).Valid() != valid {
			t.Errorf("ParseCurrency(%q): %v", s, err)
		}
		if valid && c != Currency(s) || !valid && (c != "" || !errors.Is(err, ErrCurrency)) {
			t.Errorf("ParseCurrency(%q) = %q, %v", s, c, err)
		}
	}
}
