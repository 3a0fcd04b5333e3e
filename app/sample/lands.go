package sample

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// land is how companies, people and addresses of a country are called. A # stands for
// any digit, an @ for any letter.
type land struct {
	words, trades, forms []string // of which companies are named
	firsts, lasts        []string
	streets              []string // with %d for the number of the house
	places               []place
	phone                string // numbers that are kept for fiction
}

// place is a town.
type place struct{ city, region, code string }

var (
	britain = land{
		words: []string{
			"Alder", "Birch", "Castle", "Dover", "Elm", "Falcon", "Granite", "Harbour", "Iris", "Juniper", "Kestrel", "Laurel",
		},
		trades:  []string{"Furniture", "Interiors", "Joinery", "Hotels", "Bakery", "Museum", "School", "Design", "Builders"},
		forms:   []string{"Ltd", "& Sons", "LLP", "Co-operative"},
		firsts:  []string{"Ada", "Ben", "Clara", "Daniel", "Edith", "Farid", "Grace", "Hugo", "Imogen", "Jack", "Leila", "Miles", "Nora", "Owen"},
		lasts:   []string{"Amsel", "Brook", "Conti", "Dale", "Ekman", "Ford", "Grant", "Hale", "Irving", "Kaur", "Lowe", "Marsh"},
		streets: []string{"%d Mill Street", "%d Church Lane", "%d Station Road", "%d High Street", "%d Victoria Road", "%d Park Row"},
		places: []place{
			{"Leeds", "", "LS# #@@"},
			{"Bristol", "", "BS# #@@"},
			{"Norwich", "", "NR# #@@"},
			{"York", "", "YO# #@@"},
			{"Exeter", "", "EX# #@@"},
			{"Derby", "", "DE# #@@"},
		},
		phone: "+44 1632 960###",
	}
	germany = land{
		words: []string{
			"Ahrens", "Brandt", "Claasen", "Dietz", "Ebert", "Falk", "Gerlach", "Hansen", "Jansen", "Keller", "Lorenz", "Martens",
		},
		trades:  []string{"Möbel", "Innenausbau", "Tischlerei", "Hotels", "Bäckerei", "Ladenbau", "Schulbedarf", "Design", "Bau"},
		forms:   []string{"GmbH", "KG", "& Söhne", "GmbH & Co. KG"},
		firsts:  []string{"Anna", "Bruno", "Clara", "Dirk", "Elke", "Frank", "Greta", "Hugo", "Ines", "Jonas", "Katrin", "Lukas", "Marie", "Nils"},
		lasts:   []string{"Amsel", "Bergmann", "Conrad", "Dorn", "Engel", "Fuchs", "Grund", "Haas", "Jung", "Kern", "Lang", "Maier"},
		streets: []string{"Hauptstraße %d", "Bahnhofstraße %d", "Gartenweg %d", "Mühlenstraße %d", "Am Markt %d", "Lindenallee %d"},
		places: []place{
			{"Leipzig", "", "0410#"},
			{"Hamburg", "", "2035#"},
			{"Köln", "", "5066#"},
			{"Kassel", "", "3411#"},
			{"Freiburg", "", "7909#"},
			{"Bremen", "", "2819#"},
		},
		phone: "+49 30 23125###",
	}
	america = land{
		words:   britain.words,
		trades:  []string{"Furniture", "Interiors", "Woodworks", "Hotels", "Bakery", "Museum", "Academy", "Design", "Builders"},
		forms:   []string{"Inc.", "LLC", "& Sons", "Co."},
		firsts:  britain.firsts,
		lasts:   []string{"Adler", "Brooks", "Carter", "Diaz", "Ellis", "Foster", "Garcia", "Hayes", "Jensen", "Kim", "Lopez", "Murphy"},
		streets: []string{"%d Main Street", "%d Oak Avenue", "%d Maple Drive", "%d 2nd Street", "%d Lincoln Avenue", "%d Lake Road"},
		places: []place{
			{"Portland", "OR", "9720#"},
			{"Austin", "TX", "7870#"},
			{"Columbus", "OH", "4321#"},
			{"Denver", "CO", "8020#"},
			{"Albany", "NY", "1220#"},
			{"Madison", "WI", "5370#"},
		},
		phone: "+1 202 555 01##",
	}
)

// landOf returns what is usual in a country. Where we do not know, names are English,
// and there are neither postal codes nor telephones.
func landOf(country string) land {
	switch country {
	case "GB":
		return britain
	case "DE":
		return germany
	case "US":
		return america
	}
	elsewhere := britain
	elsewhere.forms = []string{"Ltd"}
	elsewhere.places = []place{{city: "Ashford"}, {city: "Berwick"}, {city: "Corby"}, {city: "Dunham"}}
	elsewhere.phone = ""
	return elsewhere
}

// companies returns names of companies, no two alike.
func (l land) companies(r *rand.Rand) []string {
	var all []string
	for _, word := range l.words {
		for _, trade := range l.trades {
			all = append(all, word+" "+trade+" "+pick(r, l.forms...))
		}
	}
	return shuffle(r, all)
}

// people returns names of people, no two alike.
func (l land) people(r *rand.Rand) []name {
	var all []name
	for _, first := range l.firsts {
		for _, last := range l.lasts {
			all = append(all, name{first, last})
		}
	}
	return shuffle(r, all)
}

// highestHouse is the highest number of a house in a street.
const highestHouse = 180

// address draws an address.
func (l land) address(r *rand.Rand) address {
	at := pick(r, l.places...)
	return address{
		street: fmt.Sprintf(pick(r, l.streets...), 1+r.IntN(highestHouse)), city: at.city, region: at.region,
		code: fillIn(r, at.code), phone: fillIn(r, l.phone),
	}
}

// fillIn draws the digits and letters that a pattern leaves open.
func fillIn(r *rand.Rand, pattern string) string {
	const letters = "ABDEFGHJLNPQRSTUWXYZ" // those that postal codes end in
	var out strings.Builder
	for _, c := range pattern {
		switch c {
		case '#':
			out.WriteString(strconv.Itoa(r.IntN(10)))
		case '@':
			out.WriteByte(letters[r.IntN(len(letters))])
		default:
			out.WriteRune(c)
		}
	}
	return out.String()
}
