// Command northwind runs a real trading company through Guildhall, over its public
// API alone, and checks every cent of what came of it.
//
//	go run ./bench/northwind --data DIR --url http://127.0.0.1:8080 --token OPERATOR_TOKEN [--tier all]
//
// DIR holds the Northwind sample data as CSV files (categories, suppliers,
// products, customers, employees, shippers, orders, order_details). The program
// makes a tenant for each tier asked for, gives it the company's vendors,
// products, stock, clients and employees, and then replays all orders by date
// with eight workers: quote, sent, accepted, order confirmed; and, where the data
// says that it was shipped, payment, shipment, delivery, invoice and closing.
//
// It may be killed, and so may the server: run it again with the same arguments
// and it goes on where it stopped. Every POST carries an Idempotency-Key made of
// the order and the step, and what is there already is found by reference.
//
// The result is one JSON object on the standard output; the progress goes to the
// standard error. The figures are read back from the server and compared with
// sums that are computed from the files; the exit status is 1 when any differs or
// any request failed, or when the server answered less than 0.85 of its cacheable reads
// without the database: what it counts of its caches is read before and after. A
// server that was started anew meanwhile begins to count anew, too.
package main
