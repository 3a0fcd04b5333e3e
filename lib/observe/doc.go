// Package observe is what the program tells about itself: one wide log line for
// each request, and the metrics that operators scrape.
//
// The keys of log lines and the names of metrics stand here and nowhere else, so
// that dashboards and searches outlive the code. A line names people and companies
// by their ids alone.
package observe
