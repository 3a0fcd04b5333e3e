// Package web is the web application: what people see in their browsers. Its sources
// stand beside this file; what a browser gets is built from them into dist, and is part
// of the program.
package web
