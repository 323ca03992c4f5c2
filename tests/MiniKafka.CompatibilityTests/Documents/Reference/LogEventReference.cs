using System.Reflection;
using System.Text;
using Microsoft.Extensions.Logging;
using MiniKafka.Model;

namespace MiniKafka.CompatibilityTests.Documents.Reference;

/// <summary>Writes the reference of everything that is logged, from the declarations themselves.</summary>
internal static class LogEventReference
{
    public static string Render()
    {
        var text = new StringBuilder(
            """
            # What is logged

            Everything that goes to `KafkaClusterOptions.LoggerFactory`, with the id of its event, which stays with it. What is said at Warning is said once,
            and counted from then on. What is said while a cluster starts also stands in `KafkaCluster.Warnings`.
            This page is written from the declarations in the code, and a test compares the two.

            """.ReplaceLineEndings("\n"));
        text.Head("id", "event", "level", "message");
        foreach (var told in Events().OrderBy(told => told.EventId))
        {
            text.Row($"{told.EventId}", told.EventName!, told.Level.ToString(), told.Message);
        }

        return text.ToString();
    }

    private static IEnumerable<LoggerMessageAttribute> Events()
    {
        const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        foreach (var method in typeof(ErrorCode).Assembly.GetTypes().SelectMany(type => type.GetMethods(All)))
        {
            if (method.GetCustomAttribute<LoggerMessageAttribute>() is { } told)
            {
                told.EventName = method.Name;
                yield return told;
            }
        }
    }
}
