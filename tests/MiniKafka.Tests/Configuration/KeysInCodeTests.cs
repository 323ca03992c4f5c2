using System.Text.RegularExpressions;
using MiniKafka.Configuration;
using MiniKafka.Configuration.Definitions;
using Checkout;

namespace MiniKafka.Tests.Configuration;

/// <summary>
/// Walks the tables of keys of brokers and topics: each is read by code that acts on it, or its entry says why not. What judges and describes
/// values does not count as acting on them.
/// </summary>
public sealed partial class KeysInCodeTests
{
    private static readonly string Room = Path.Combine(RepositoryFolder.Root, "src", "MiniKafka");

    /// <summary>The files of the typed views, each of whose properties carries one key.</summary>
    private static readonly string[] Views = ["BrokerConfig", "TopicConfig", "ClientMetricsConfig"];

    /// <summary>What only judges, describes or declares values.</summary>
    private static readonly string[] Judges = ["Keys", "Changes", "Describing", "Definitions"];

    /// <summary>Keys that a view reads to tell them on, as what a topic's key defaults to.</summary>
    private static readonly string[] ToldAlone = ["log.roll.jitter.ms", "log.roll.jitter.hours"];

    /// <summary>Files beside those folders that only judge, or translate names.</summary>
    private static readonly string[] JudgingFiles = ["ConfigCombinations.cs", "BrokerKeyNames.cs", "LibrdkafkaKeys.cs", "ListenerProblems.cs"];

    public static TheoryData<string> Tables { get; } = ["broker", "topic", "group", "client metrics"];

    [Theory]
    [MemberData(nameof(Tables))]
    public void A_key_is_read_by_code_that_acts_on_it_or_its_entry_says_why_not(string table)
    {
        var code = new Sources();
        var wrong = Table(table).Keys.Where(key => key.HasEffect != IsActedOn(key.Name) && !ToldAlone.Contains(key.Name))
            .Select(key => key.HasEffect ? $"{key.Name} has an effect by its entry, but no code reads it" : $"{key.Name} has no effect by its entry, but {code.Where(key.Name)} reads it");
        Assert.Empty(wrong);

        // A broker's key may act as what a topic's key defaults to.
        bool IsActedOn(string name) => code.Acts(name) || (table == "broker" && ConfigTables.Topic.Keys.Any(key => key.BrokerKey == name && code.Acts(key.Name)));
    }

    [Fact]
    public void Every_reason_is_a_sentence_that_descriptions_show()
    {
        var keys = new[] { ConfigTables.Broker, ConfigTables.Topic, ConfigTables.Group, ConfigTables.Producer, ConfigTables.Consumer, ConfigTables.Admin }.SelectMany(table => table.Keys);
        foreach (var key in keys.Where(key => !key.HasEffect))
        {
            var reason = key.WithoutEffectBecause ?? key.RefusedBecause!;
            Assert.Matches(@"^[A-Z].{10,}\.$|^[a-z]+\.[a-z.]+ .*\.$", reason);
            Assert.EndsWith(reason, key.Explanation, StringComparison.Ordinal);
        }
    }

    private static ConfigTable Table(string title) => title switch
    {
        "broker" => ConfigTables.Broker,
        "topic" => ConfigTables.Topic,
        "group" => ConfigTables.Group,
        _ => ConfigTables.ClientMetrics,
    };

    [GeneratedRegex(@"public \S+ (?<property>\w+) \{ get; \} =\s*(?<reading>[^;]*);", RegexOptions.ExplicitCapture)]
    private static partial Regex Property();

    [GeneratedRegex(@"""(?<name>[a-z][a-z0-9.]+)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Name();

    /// <summary>The names of keys in the code, and where what carries their values is used.</summary>
    private sealed class Sources
    {
        private readonly Dictionary<string, List<string>> _readers = new(StringComparer.Ordinal);

        public Sources()
        {
            var files = Directory.EnumerateFiles(Room, "*.cs", SearchOption.AllDirectories)
                .Select(path => (Path: Path.GetRelativePath(Room, path), Text: File.ReadAllText(path)))
                .Where(file => !file.Path.StartsWith("obj", StringComparison.Ordinal) && !file.Path.StartsWith("bin", StringComparison.Ordinal) && !file.Path.StartsWith("Client", StringComparison.Ordinal))
                .Where(file => !Judges.Any(judge => file.Path.StartsWith(Path.Combine("Configuration", judge), StringComparison.Ordinal)))
                .Where(file => !JudgingFiles.Contains(Path.GetFileName(file.Path)))
                .ToList();
            var views = files.Where(file => Views.Any(view => Path.GetFileName(file.Path).StartsWith(view + ".", StringComparison.Ordinal))).ToList();
            var others = files.Except(views).ToList();
            foreach (var property in views.SelectMany(view => Property().Matches(view.Text)))
            {
                var use = new Regex($@"\b(?<!void ){property.Groups["property"].Value}\b(?! = read)");
                var user = others.Concat(views.Select(view => (view.Path, Text: Property().Replace(view.Text, "")))).FirstOrDefault(file => use.IsMatch(file.Text)).Path;
                foreach (Match name in Name().Matches(property.Groups["reading"].Value))
                {
                    Add(name, user);
                }
            }

            foreach (var (path, text) in others)
            {
                foreach (Match name in Name().Matches(text))
                {
                    Add(name, path);
                }
            }
        }

        public bool Acts(string key) => _readers.ContainsKey(key);

        public string Where(string key) => string.Join(", ", _readers[key].Distinct());

        private void Add(Match name, string? reader)
        {
            if (reader is not null)
            {
                if (!_readers.TryGetValue(name.Groups["name"].Value, out var readers))
                {
                    _readers[name.Groups["name"].Value] = readers = [];
                }

                readers.Add(reader);
            }
        }
    }
}
