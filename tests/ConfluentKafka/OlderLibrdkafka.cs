using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace ConfluentKafka;

/// <summary>
/// Lets a newer Confluent.Kafka consume through librdkafka 2.0, which knows no leader epochs: the three calls about them,
/// which every consumer makes, are answered as a broker without epochs would. Admin calls that need more stay missing.
/// </summary>
internal static class OlderLibrdkafka
{
    private const int FirstVersionWithLeaderEpochs = 0x02_01_00_ff;
    private static readonly Lock Once = new();
    private static bool s_adapted;

    /// <summary>Loads librdkafka; to be called before the first client is built.</summary>
    public static void Adapt()
    {
        lock (Once)
        {
            if (s_adapted)
            {
                return;
            }

            _ = Library.Version; // Loads the library, which sets the delegates replaced below.
            if (Library.Version < FirstVersionWithLeaderEpochs)
            {
                Replace("_message_leader_epoch", Expression.Constant(-1));
                Replace("_topic_partition_get_leader_epoch", Expression.Constant(-1));
                Replace("_topic_partition_set_leader_epoch", Expression.Empty());
            }

            s_adapted = true;
        }
    }

    /// <summary>False where the installed librdkafka is too old to have a function.</summary>
    public static bool Has(string function)
        => NativeLibrary.TryLoad("librdkafka", typeof(OlderLibrdkafka).Assembly, null, out var library)
            && NativeLibrary.TryGetExport(library, function, out _);

    private static void Replace(string function, Expression answer)
    {
        var field = typeof(Library).Assembly.GetType("Confluent.Kafka.Impl.Librdkafka")?.GetField(function, BindingFlags.Static | BindingFlags.NonPublic)
            ?? throw new InvalidOperationException($"This Confluent.Kafka keeps {function} elsewhere");
        var parameters = field.FieldType.GetMethod("Invoke")!.GetParameters().Select(parameter => Expression.Parameter(parameter.ParameterType));
        field.SetValue(null, Expression.Lambda(field.FieldType, answer, parameters).Compile());
    }
}
