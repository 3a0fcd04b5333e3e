package public

import "github.com/guildhall/guildhall/lib/pdf"

// table is the table of a document, as a page shows it.
type table struct{ Rows pdf.Table }

// End tells whether a column's cells stand at its end.
func (t table) End(column int) bool { return t.Rows.Columns[column].End }

// Slim tells whether a column is left out where there is no room: all but what it is,
// and what it costs.
func (t table) Slim(column int) bool { return column > 1 && column < len(t.Rows.Columns)-1 }
