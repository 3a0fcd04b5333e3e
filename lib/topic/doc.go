// Package topic publishes messages to a broker for whoever subscribes there: NATS,
// Kafka, RabbitMQ, Azure Service Bus or, for tests, memory, as a URL of
// gocloud.dev/pubsub says.
//
// A message counts as published when the broker has it. What it does then is its own
// affair: a subject of NATS that no stream of JetStream keeps reaches those who listen
// at that moment, and nobody else.
package topic
