package pdf

import "time"

// Document is a letter with everything that is to be read in it. What is empty takes
// no room.
type Document struct {
	Paper       Paper
	Language    string    // the tag of the language, for readers: "de"
	RightToLeft bool      // mirrors the page
	Title       string    // what the file is called by readers: "Invoice INV-2026-00001"
	Author      string    // who sends it
	Made        time.Time // the instant that the file says it was made
	Accent      Color     // of rules and headings

	Sender    Sender
	Recipient []string // name and address, line by line, for the window of the envelope
	Facts     []Fact   // what stands beside the address: number, date
	Heading   string
	Mark      string   // stands behind the heading, such as "Draft" or "Copy"
	Opening   []string // paragraphs above the table
	Table     Table
	Sums      []Sum    // below the table, at its end
	Closing   []string // paragraphs below the sums
	Payment   *Payment
	Page      func(n, of int) string // "Page 1 of 3"
}

// Paper is a size of paper.
type Paper string

// The sizes of paper, by the names under which they are sold.
const (
	A4     Paper = "A4"
	Letter Paper = "Letter"
)

// Color is a colour, each part from 0 to 255.
type Color struct{ Red, Green, Blue uint8 }

// Sender is who writes.
type Sender struct {
	Name    string
	Logo    []byte     // a PNG or JPEG; the name is printed large when there is none
	Contact []string   // lines at the top of the first page
	Return  string     // the line above the recipient
	Footer  [][]string // columns of small lines at the foot of each page; at most 4
}

// Fact is a name with its value.
type Fact struct{ Label, Value string }

// Sum is a line below the table.
type Sum struct {
	Label, Value string
	Strong       bool // the sum that all is about
}

// Payment says how to pay.
type Payment struct {
	Heading string
	Facts   []Fact
	Code    string // what the code holds that banks' programs scan; "" for none
	Caption string // below the code
}

// Table is what the letter lists. With no columns there is none.
type Table struct {
	Columns []Column
	Rows    []Row
	// What stands before the sum at the foot of a page and at the head of the next,
	// when the rows say their Carry.
	CarriedOver, BroughtForward string
}

// Column is a column of a table.
type Column struct {
	Title string
	Width float64 // its share of the width, compared with the other columns
	End   bool    // sets its cells at the end of the column: numbers
}

// Row is a row of a table.
type Row struct {
	Cells  []string // one for each column
	Note   string   // in small letters below the second cell; several lines if need be
	Carry  string   // the sum up to here, for a page that ends after this row
	Strong bool
}
