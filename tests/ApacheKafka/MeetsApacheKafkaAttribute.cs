using System.Reflection;
using Xunit.Sdk;

namespace ApacheKafka;

/// <summary>
/// On a class of <see cref="ApacheKafkaCollection"/>: each of its tests that met Apache Kafka adds a line to the file that the environment
/// variable MINIKAFKA_APACHE_KAFKA_TESTS names. Whoever runs the tests sees so that they did not merely skip.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MeetsApacheKafkaAttribute : BeforeAfterTestAttribute
{
    private static readonly string? Record = Environment.GetEnvironmentVariable("MINIKAFKA_APACHE_KAFKA_TESTS");
    private static int _meetings;
    private int _before;

    /// <summary>Something of Apache Kafka answered the test that runs; tests of the collection run one after another.</summary>
    internal static void Met() => Interlocked.Increment(ref _meetings);

    public override void Before(MethodInfo methodUnderTest) => _before = Volatile.Read(ref _meetings);

    public override void After(MethodInfo methodUnderTest)
    {
        if (Record is { Length: > 0 } && Volatile.Read(ref _meetings) > _before)
        {
            // Several test processes may write at the same moment: one short line each time, appended.
            using var file = new FileStream(Record, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
            file.Write(System.Text.Encoding.UTF8.GetBytes($"{methodUnderTest.DeclaringType?.FullName}.{methodUnderTest.Name}\n"));
        }
    }
}
