using System.Globalization;
using System.Text.RegularExpressions;
using ApacheKafka;
using MiniKafka.CompatibilityTests.Clients;

namespace MiniKafka.CompatibilityTests.KafkaTools;

/// <summary>The main paths of Apache Kafka's own tools: what they print of our broker they print of Apache Kafka's.</summary>
[Collection(ApacheKafkaCollection.Name)]
[MeetsApacheKafka]
public sealed partial class OneBrokerToolTests(RunningApacheKafka kafka, OurBrokers brokers) : IClassFixture<OurBrokers>
{
    private static readonly string[] Servers = ["--bootstrap-server", "{servers}"];

    [ApacheKafkaFact]
    public async Task Topics_are_made_described_grown_and_deleted()
    {
        var both = await BothAsync();
        await Topics("--create", "--topic", "orders", "--partitions", "3", "--config", "retention.ms=1000000", "--config", "cleanup.policy=compact,delete");
        await Topics("--create", "--topic", "orders");
        await Topics("--create", "--topic", "orders", "--if-not-exists");
        await Topics("--create", "--topic", "no good name");
        await Topics("--create", "--topic", "too-many", "--partitions", "1", "--replication-factor", "2");
        await Topics("--create", "--topic", "misconfigured", "--config", "retention.ms=soon");
        await Topics("--create", "--topic", "misconfigured", "--config", "no.such.key=1");
        await Topics("--create", "--topic", "placed", "--replica-assignment", "1,1");
        await Topics("--list", "--exclude-internal");
        await Topics("--describe", "--topic", "orders");
        await Topics("--describe", "--topic", "nowhere");
        await Topics("--describe", "--topics-with-overrides");
        await Topics("--alter", "--topic", "orders", "--partitions", "5");
        await Topics("--alter", "--topic", "orders", "--partitions", "4");
        await Topics("--describe", "--topic", "orders");
        await Topics("--describe", "--unavailable-partitions");
        await Topics("--delete", "--topic", "orders");
        await Topics("--delete", "--topic", "placed");
        await Topics("--delete", "--topic", "nowhere");
        await Topics("--list", "--exclude-internal");
        both.AssertSame();

        Task Topics(params string[] arguments) => both.RunAsync("TopicCommand", [.. Servers, .. arguments]);
    }

    [ApacheKafkaFact]
    public async Task Configurations_of_every_kind_are_set_described_and_taken_back()
    {
        var both = await BothAsync();
        await both.RunAsync("TopicCommand", [.. Servers, "--create", "--topic", "configured"]);
        await Configs("--entity-type", "topics", "--entity-name", "configured", "--alter", "--add-config", "retention.ms=5000,cleanup.policy=[compact,delete],max.message.bytes=2000");
        await Configs("--entity-type", "topics", "--entity-name", "configured", "--describe");
        await Configs("--entity-type", "topics", "--entity-name", "configured", "--alter", "--delete-config", "retention.ms");
        await Configs("--entity-type", "topics", "--entity-name", "configured", "--alter", "--delete-config", "retention.ms");
        await Configs("--entity-type", "topics", "--entity-name", "configured", "--alter", "--add-config", "min.insync.replicas=none");
        await Configs("--entity-type", "topics", "--entity-name", "configured", "--describe");
        await Configs("--entity-type", "topics", "--entity-name", "nowhere", "--describe");
        await Configs("--entity-type", "brokers", "--entity-name", "1", "--alter", "--add-config", "log.cleaner.threads=2");
        await Configs("--entity-type", "brokers", "--entity-name", "1", "--describe");
        await Configs("--entity-type", "brokers", "--entity-name", "1", "--alter", "--delete-config", "log.cleaner.threads");
        await Configs("--entity-type", "brokers", "--entity-name", "1", "--alter", "--add-config", "node.id=7");
        await Configs("--entity-type", "brokers", "--entity-default", "--alter", "--add-config", "message.max.bytes=1000001");
        await Configs("--entity-type", "brokers", "--entity-default", "--describe");
        await Configs("--entity-type", "brokers", "--entity-name", "1", "--alter", "--add-config", "min.insync.replicas=2");
        await Configs("--entity-type", "brokers", "--entity-default", "--alter", "--delete-config", "min.insync.replicas");
        await Configs("--entity-type", "topics", "--entity-name", "configured", "--alter", "--add-config", "leader.replication.throttled.replicas=[0:1,some]");
        await Configs("--entity-type", "brokers", "--entity-default", "--alter", "--delete-config", "message.max.bytes");
        await Configs("--entity-type", "clients", "--entity-name", "somebody", "--alter", "--add-config", "producer_byte_rate=1024,consumer_byte_rate=2048");
        await Configs("--entity-type", "clients", "--entity-default", "--alter", "--add-config", "request_percentage=50");
        await Configs("--entity-type", "clients", "--describe");
        await Configs("--entity-type", "clients", "--entity-name", "somebody", "--alter", "--delete-config", "producer_byte_rate,consumer_byte_rate");
        await Configs("--entity-type", "clients", "--entity-default", "--alter", "--delete-config", "request_percentage");
        await Configs("--entity-type", "clients", "--describe");
        await Configs("--entity-type", "users", "--entity-name", "alice", "--alter", "--add-config", "SCRAM-SHA-256=[iterations=4096,password=secret]");
        await Configs("--entity-type", "users", "--describe");
        await Configs("--entity-type", "users", "--entity-name", "alice", "--alter", "--delete-config", "SCRAM-SHA-256");
        await Configs("--entity-type", "groups", "--entity-name", "workers", "--alter", "--add-config", "consumer.session.timeout.ms=46000");
        await Configs("--entity-type", "groups", "--entity-name", "workers", "--describe");
        await Configs("--entity-type", "client-metrics", "--entity-name", "watch", "--alter", "--add-config", "interval.ms=30000,metrics=[org.apache.kafka.]");
        await Configs("--entity-type", "client-metrics", "--entity-name", "watch", "--describe");
        await Configs("--entity-type", "client-metrics", "--entity-name", "watch", "--alter", "--delete-config", "interval.ms,metrics");
        await both.RunAsync("TopicCommand", [.. Servers, "--delete", "--topic", "configured"]);
        both.AssertSame();

        Task Configs(params string[] arguments) => both.RunAsync("ConfigCommand", [.. Servers, .. arguments]);
    }

    [ApacheKafkaFact]
    public async Task Records_go_in_and_come_out_and_offsets_are_told()
    {
        using var folder = new TemporaryFolder();
        var both = await BothAsync();
        await both.RunAsync("TopicCommand", [.. Servers, "--create", "--topic", "lines", "--partitions", "1"]);
        foreach (var codec in new[] { "none", "gzip", "snappy", "lz4", "zstd" })
        {
            await both.RunWithInputAsync(
                "ConsoleProducer", $"{codec}\t1\nkey\tänother\n\tempty key\n", [.. Servers, "--topic", "lines", "--compression-codec", codec, "--reader-property", "parse.key=true"]);
        }

        await Consume("--partition", "0", "--offset", "earliest", "--max-messages", "15");
        await Consume("--partition", "0", "--offset", "7", "--max-messages", "2");
        await Consume("--from-beginning", "--max-messages", "15", "--group", "readers");
        await both.RunAsync("GetOffsetShell", [.. Servers, "--topic", "lines"]);
        await both.RunAsync("GetOffsetShell", [.. Servers, "--topic", "lines", "--time", "earliest"]);
        await both.RunAsync("GetOffsetShell", [.. Servers, "--topic-partitions", "lines:0", "--time", "1000"]);
        await both.RunAsync("GetOffsetShell", [.. Servers, "--topic", "nowhere"]);
        var file = folder.File("delete.json");
        await File.WriteAllTextAsync(file, """{"partitions":[{"topic":"lines","partition":0,"offset":4}],"version":1}""");
        await both.RunAsync("DeleteRecordsCommand", [.. Servers, "--offset-json-file", file]);
        await both.RunAsync("GetOffsetShell", [.. Servers, "--topic", "lines", "--time", "earliest"]);
        await File.WriteAllTextAsync(file, """{"partitions":[{"topic":"lines","partition":0,"offset":400}],"version":1}""");
        await both.RunAsync("DeleteRecordsCommand", [.. Servers, "--offset-json-file", file]);
        await both.RunAsync("TopicCommand", [.. Servers, "--delete", "--topic", "lines"]);
        both.AssertSame();

        Task Consume(params string[] arguments) => both.RunAsync(
            "consumer.ConsoleConsumer",
            [
                .. Servers, "--topic", "lines", "--timeout-ms", "20000", "--formatter-property", "print.key=true", "--formatter-property", "print.offset=true",
                "--formatter-property", "print.partition=true", "--formatter-property", "print.headers=true", .. arguments,
            ]);
    }

    [ApacheKafkaFact]
    public async Task Groups_are_listed_described_reset_and_deleted()
    {
        var both = await BothAsync();
        await both.RunAsync("TopicCommand", [.. Servers, "--create", "--topic", "jobs", "--partitions", "2"]);
        await both.RunInAnyOrderAsync("VerifiableProducer", [.. Servers, "--topic", "jobs", "--max-messages", "20", "--acks", "-1", "--repeating-keys", "7"]);
        await both.RunAsync("consumer.ConsoleConsumer", [.. Servers, "--topic", "jobs", "--from-beginning", "--max-messages", "20", "--group", "workers", "--timeout-ms", "20000", "--formatter-property", "print.value=false"]);
        await Groups("--list");
        await Groups("--list", "--state");
        await Groups("--describe", "--group", "workers");
        await Groups("--describe", "--group", "workers", "--members");
        await Groups("--describe", "--group", "workers", "--state");
        await Groups("--describe", "--group", "nobody");
        await Groups("--reset-offsets", "--group", "workers", "--topic", "jobs:1", "--to-earliest", "--dry-run");
        await Groups("--reset-offsets", "--group", "workers", "--topic", "jobs", "--shift-by", "-3", "--execute");
        await Groups("--reset-offsets", "--group", "newcomers", "--topic", "jobs", "--to-offset", "4", "--execute");
        await Groups("--describe", "--group", "workers", "--offsets");
        await Groups("--delete-offsets", "--group", "workers", "--topic", "jobs:0");
        await Groups("--describe", "--all-groups");
        await Groups("--delete", "--group", "workers", "--group", "nobody");
        await Groups("--delete", "--group", "newcomers");
        await Groups("--list");
        await both.RunAsync("TopicCommand", [.. Servers, "--delete", "--topic", "jobs"]);
        both.AssertSame();

        Task Groups(params string[] arguments) => both.RunAsync("consumer.group.ConsumerGroupCommand", [.. Servers, .. arguments]);
    }

    [ApacheKafkaFact]
    public async Task Loads_that_check_themselves_find_nothing_missing()
    {
        var both = await BothAsync();
        await both.RunAsync("TopicCommand", [.. Servers, "--create", "--topic", "load", "--partitions", "1"]);
        await both.RunInAnyOrderAsync("VerifiableProducer", [.. Servers, "--topic", "load", "--max-messages", "100", "--acks", "-1", "--value-prefix", "3", "--repeating-keys", "5"]);
        var (here, there) = await both.AskAsync("VerifiableConsumer", [.. Servers, "--topic", "load", "--group-id", "checkers", "--max-messages", "100", "--reset-policy", "earliest"]);
        Assert.Equal((0, 100, 100), (here.Code, Consumed(here), Consumed(there)));
        Assert.Equal(LastLines(there), LastLines(here));
        foreach (var run in new[]
        {
            await both.AskAsync("ProducerPerformance", [.. Servers, "--topic", "load", "--num-records", "1000", "--record-size", "100", "--throughput", "-1"]),
            await both.AskAsync("ConsumerPerformance", [.. Servers, "--topic", "load", "--num-records", "1000"]),
        })
        {
            Assert.Equal((0, 0, Numbers().Replace(run.Theirs.Output, "N"), ""), (run.Ours.Code, run.Theirs.Code, Numbers().Replace(run.Ours.Output, "N"), run.Ours.Errors));
        }

        await both.RunAsync("TopicCommand", [.. Servers, "--delete", "--topic", "load"]);
        both.AssertSame();
    }

    [ApacheKafkaFact]
    public async Task The_cluster_tells_who_it_is()
    {
        var both = await BothAsync();
        await both.RunAsync("ClusterTool", ["cluster-id", .. Servers]);
        await both.RunAsync("ClusterTool", ["list-endpoints", .. Servers]);
        await both.RunAsync("ClusterTool", ["list-endpoints", "--bootstrap-controller", "{servers}"]);
        await both.RunAsync("FeatureCommand", [.. Servers, "downgrade", "--feature", "metadata.version=22"]);
        await both.RunAsync("FeatureCommand", [.. Servers, "downgrade", "--unsafe", "--feature", "metadata.version=22"]);
        await both.RunAsync("FeatureCommand", [.. Servers, "downgrade", "--feature", "kraft.version=9"]);
        await both.RunAsync("LogDirsCommand", [.. Servers, "--describe", "--topic-list", "nowhere"]);
        both.AssertSame();
        foreach (var question in new[] { "--status", "--replication" })
        {
            var quorum = await both.AskAsync("MetadataQuorumCommand", [.. Servers, "describe", question]);
            Assert.Equal((0, Quorum(quorum.Theirs)), (quorum.Ours.Code, Quorum(quorum.Ours)));
        }
    }

    [ApacheKafkaFact]
    public async Task What_is_served_is_served_as_Apache_Kafka_does()
    {
        var both = await BothAsync();
        var features = await both.AskAsync("FeatureCommand", [.. Servers, "describe"]);
        Assert.Equal(Levels(features.Theirs), Levels(features.Ours));
        var apis = await both.AskAsync("BrokerApiVersionsCommand", [.. Servers]);
        Assert.Equal((0, 0), (features.Ours.Code, apis.Ours.Code));
        var served = Words(apis.Ours.Output, "\t", 3).Where(api => !api.Contains("UNSUPPORTED", StringComparison.Ordinal)).ToList();
        Assert.True(served.Count > 40, apis.Ours.Output);
        Assert.Empty(served.Select(MinimumOf).Except(Words(apis.Theirs.Output, "\t", 3).Select(MinimumOf)));
    }

    /// <summary>How many records it told of; how many at once is nobody's.</summary>
    private static int Consumed(ToolRun run) => Counts().Matches(run.Output).Sum(count => int.Parse(count.Value, CultureInfo.InvariantCulture));

    /// <summary>What it committed last, and its leave.</summary>
    private static IEnumerable<string> LastLines(ToolRun run) => run.Output.Split('\n').TakeLast(3);

    /// <summary>Name and lowest version of an API; the highest is that of the release.</summary>
    private static string MinimumOf(string api) => string.Join(' ', api.Split(' ').Take(2)).TrimEnd();

    /// <summary>Each feature with its level in the cluster; the levels that a release supports are its own, and kraft.version is as the quorum was formed.</summary>
    private static IEnumerable<(string Feature, string Level)> Levels(ToolRun run) =>
        FeatureLevel().Matches(run.Output).Select(feature => (feature.Groups[1].Value, feature.Groups[2].Value)).Where(feature => feature.Item1 != "kraft.version").Order();

    /// <summary>Of each line that begins so, that many words behind.</summary>
    private static IEnumerable<string> Words(string text, string begin, int count) => text.Split('\n')
        .Where(line => line.StartsWith(begin, StringComparison.Ordinal)).Select(line => string.Join(' ', line[begin.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(count)));

    /// <summary>Without what depends on how much was done before; a quorum that was formatted for one node alone has a directory id.</summary>
    private static string Quorum(ToolRun run) => Voters().Replace(Numbers().Replace(run.Output, "N"), "VOTERS");

    [GeneratedRegex(@"Feature: (\S+).*FinalizedVersionLevel: (\S+)")]
    private static partial Regex FeatureLevel();

    [GeneratedRegex(@"\d+(\.\d+)?|-?NaN|Infinity")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"(?<=""records_consumed"",""count"":)\d+")]
    private static partial Regex Counts();

    [GeneratedRegex(@"(?<=CurrentVoters: +)\[.*\]")]
    private static partial Regex Voters();

    private async Task<SideBySide> BothAsync() => new(kafka.Tools, await brokers.OneAsync(), (await kafka.OneAsync()).BootstrapServers);
}
