package monitor

import (
	"time"

	"github.com/guildhall/guildhall/lib/observe"
)

// Rules returns the rules of the program, in the order in which people read them.
func Rules() []Rule {
	const recent = 5 * time.Minute
	requests := Selector{Metric: observe.Requests}
	return []Rule{
		{
			Name: "dead-letters-waiting", Severity: Warning, Value: Highest(Selector{Metric: observe.DeadLetters}), Limit: Above(0),
			Summary: "A delivery was given up.",
		},
		{
			Name: "dead-letters-many", Severity: Critical, Value: Highest(Selector{Metric: observe.DeadLetters}), Limit: Above(10),
			Summary: "More than 10 deliveries were given up.", Escalate: 15 * time.Minute,
		},
		{
			Name: "dispatcher-late", Severity: Critical, Value: Highest(Selector{Metric: observe.DispatchLag}), Limit: Above(60),
			Summary: "A delivery has been due for more than a minute.", For: time.Minute, Escalate: 15 * time.Minute,
		},
		{
			Name: "requests-failing", Severity: Critical, Limit: Above(.01),
			Value:   Ratio(Selector{Metric: observe.Requests, Where: Labels{"status": "5xx"}}, requests, recent, 20),
			Summary: "More than one request in a hundred fails.", For: 2 * time.Minute, Escalate: 15 * time.Minute,
		},
		{
			Name: "requests-slow", Severity: Warning, Limit: Above(.2),
			Value:   Quantile(.95, Selector{Metric: observe.RequestSeconds}, recent, 50),
			Summary: "One request in twenty takes more than 200 ms.", For: 5 * time.Minute,
		},
		{
			Name: "database-unreachable", Severity: Critical, Value: Lowest(Selector{Metric: observe.DatabaseUp}), Limit: Below(1),
			Summary: "A database does not answer.", For: 30 * time.Second, Escalate: 10 * time.Minute,
		},
		{
			Name: "connections-awaited", Severity: Warning, Value: Rate(Selector{Metric: observe.PoolWaitSeconds}, recent), Limit: Above(1),
			Summary: "Requests wait for connections to the database.", For: 5 * time.Minute,
		},
		{
			Name: "places-behind", Severity: Warning, Value: Highest(Selector{Metric: observe.PlacesBehind}), Limit: Above(0),
			Summary: "Tenants' tables are not at the version of the program.", For: 30 * time.Minute,
		},
		{
			Name: "invariant-violated", Severity: Critical, Value: Rate(Selector{Metric: observe.Findings}, 10*time.Minute), Limit: Above(0),
			Summary: "The books of a company do not agree: a nightly check has found records that are not as they must be.", Escalate: 15 * time.Minute,
		},
		{
			Name: "disk-full", Severity: Critical, Value: Lowest(Selector{Metric: observe.DiskFree}), Limit: Below(.1),
			Summary: "Less than a tenth of the disk below the data folder is free.", For: 5 * time.Minute, Escalate: 30 * time.Minute,
		},
		{
			Name: "process-lost", Severity: Warning, Value: Highest(Selector{Metric: observe.Processes, Where: Labels{"state": "lost"}}), Limit: Above(0),
			Summary: "A process ended without saying good-bye.", For: time.Minute,
		},
		{
			Name: "sign-ins-refused", Severity: Warning,
			Value:   Rate(Selector{Metric: observe.SignIns, Where: Labels{"outcome": "sign_in_failed"}}, recent),
			Band:    &Band{Window: 24 * time.Hour, Samples: 240, Deviations: 4, Least: .2},
			Summary: "Sign-ins are refused far more often than usual.", For: 2 * time.Minute,
		},
	}
}
