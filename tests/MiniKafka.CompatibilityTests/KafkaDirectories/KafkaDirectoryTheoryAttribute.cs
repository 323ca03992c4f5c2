using MiniKafka.CompatibilityTests.Clients;
using MiniKafka.Tests;

namespace MiniKafka.CompatibilityTests.KafkaDirectories;

/// <summary>A test that needs a real client and the directories that Apache Kafka wrote, which lie beside the repository.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class KafkaDirectoryTheoryAttribute : TheoryAttribute
{
    public KafkaDirectoryTheoryAttribute(string client) => Skip = MissingClients.Reason([client]) ?? SharedFactAttribute.WhySkip;
}
