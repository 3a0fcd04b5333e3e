// Package governance is how a company keeps watch over what is done with its data:
// what should not go unnoticed makes an alert, by rules of the company's own; what
// has become old goes by itself, after the days that the company says; and a report
// tells what is kept about private persons, and what was done with it.
//
// What is watched, kept and counted is declared by all modules (entity.Module: Logs,
// Alerts, Retentions, Holdings, Tallies); this one has the company's say in it.
package governance
