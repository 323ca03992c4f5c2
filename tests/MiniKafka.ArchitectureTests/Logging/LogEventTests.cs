using System.Reflection;
using Microsoft.Extensions.Logging;
using MiniKafka.Model;

namespace MiniKafka.ArchitectureTests.Logging;

/// <summary>What is logged has ids from one table, and what clients send has no way into a line as it came.</summary>
public sealed class LogEventTests
{
    /// <summary>Texts that no client chooses: files and directories, addresses, words of our own.</summary>
    private static readonly string[] OwnTexts =
        ["addresses", "after", "api", "before", "directories", "directory", "listener", "loop", "lost", "medium", "option", "other", "partitions", "path", "reason", "remote", "served", "why"];

    private static readonly Assembly Library = typeof(Acks).Assembly;

    private static readonly List<(MethodInfo Method, LoggerMessageAttribute Event)> Events =
    [
        .. Library.GetTypes()
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => (method, told: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(found => found.told is not null)
            .Select(found => (found.method, found.told!)),
    ];

    [Fact]
    public void Every_event_has_an_id_of_its_own_from_the_table_under_its_own_name()
    {
        var table = Library.GetType("MiniKafka.Model.LogEvents")!.GetFields(BindingFlags.Static | BindingFlags.Public)
            .ToDictionary(field => field.Name, field => (int)field.GetRawConstantValue()!, StringComparer.Ordinal);
        Assert.Equal(table.Count, table.Values.Distinct().Count());
        Assert.Equal(
            table.Select(entry => $"{entry.Key} = {entry.Value}").Order(StringComparer.Ordinal),
            Events.Select(found => $"{found.Method.Name} = {found.Event.EventId}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_a_client_may_have_sent_is_logged_escaped_and_cut() => Assert.Empty(
        from found in Events
        from parameter in found.Method.GetParameters()
        where parameter.ParameterType == typeof(string) && !OwnTexts.Contains(parameter.Name)
        select $"{found.Method.DeclaringType!.Name}.{found.Method.Name}: '{parameter.Name}' is a string: make it Shown, or list it as a text that no client chooses");
}
