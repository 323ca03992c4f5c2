using ConfluentKafka;

namespace MiniKafka.CompatibilityTests.Clients;

/// <summary>
/// A test of Confluent.Kafka that makes a call which older librdkafkas lack. Where the installed one has no such
/// function the test is skipped, naming the call, also under CI.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LibrdkafkaFactAttribute : FactAttribute
{
    public LibrdkafkaFactAttribute(string call)
    {
        Call = call;
        Skip = MissingClients.Reason([nameof(ExternalClient.Librdkafka)])
            ?? (OlderLibrdkafka.Has("rd_kafka_" + call) ? null : $"{call} needs a newer librdkafka than the one installed");
    }

    public string Call { get; }
}
