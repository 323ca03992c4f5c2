using System.Reflection;

namespace MiniKafka.CompatibilityTests.ConfluentClient;

/// <summary>Whoever tests code that uses Confluent.Kafka has both namespaces in one file; no name may mean two things there.</summary>
public sealed class NamesBesideConfluentTests
{
    private static readonly Assembly Own = typeof(KafkaCluster).Assembly;
    private static readonly Assembly Confluent = typeof(global::Confluent.Kafka.ProducerConfig).Assembly;

    [Fact]
    public void No_public_type_of_the_root_namespace_has_a_name_that_Confluent_Kafka_has() => Assert.Empty(Shared("MiniKafka"));

    [Fact]
    public void A_name_that_both_have_is_found()
    {
        var shared = Shared("MiniKafka.Client");

        Assert.Contains("ProducerConfig", shared);
        Assert.Contains("Consumer", NamesIn(Own, "MiniKafka.Client"));
        Assert.Contains("TopicSpecification", NamesIn(Confluent, "Confluent.Kafka.Admin"));
    }

    private static List<string> Shared(string space) =>
        [.. NamesIn(Own, space).Intersect(NamesIn(Confluent, "Confluent.Kafka").Union(NamesIn(Confluent, "Confluent.Kafka.Admin")))];

    private static HashSet<string> NamesIn(Assembly assembly, string space) =>
        [.. assembly.GetExportedTypes().Where(type => type.Namespace == space && !type.IsNested).Select(type => type.Name.Split('`')[0])];
}
