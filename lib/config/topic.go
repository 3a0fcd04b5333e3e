package config

import (
	"github.com/guildhall/guildhall/lib/problem"
	"github.com/guildhall/guildhall/lib/topic"
)

// Topic is where events are published for whoever listens at a broker. Commands are
// told of it, too: what they write is published as what the server writes.
type Topic struct {
	TopicURL string `env:"GUILDHALL_TOPIC_URL" help:"Topic of a broker where the events of all tenants are published: nats://subject, kafka://topic, rabbit://exchange or azuresb://topic. The broker is named by NATS_SERVER_URL, KAFKA_BROKERS, RABBIT_SERVER_URL or SERVICEBUS_CONNECTION_STRING. Nowhere when empty."`
}

// check adds what is wrong.
func (t Topic) check(wrong *problem.Fields) {
	if t.TopicURL == "" {
		return
	}
	if says := topic.Check(t.TopicURL); says != "" {
		wrong.Add("GUILDHALL_TOPIC_URL", "invalid", "%s", says)
	}
}

// Validate returns an error that names every setting that cannot be meant.
func (t Topic) Validate() error {
	var wrong problem.Fields
	t.check(&wrong)
	return settingsError(wrong)
}
