using ApacheKafka;
using MiniKafka.CompatibilityTests.Clients;

namespace MiniKafka.CompatibilityTests.KafkaTools;

/// <summary>Tools that move replicas and leaders, on three brokers of ours and on three of Apache Kafka's.</summary>
[Collection(ApacheKafkaCollection.Name)]
[MeetsApacheKafka]
public sealed class ThreeBrokerToolTests(RunningApacheKafka kafka, OurBrokers brokers) : IClassFixture<OurBrokers>
{
    private static readonly string[] Servers = ["--bootstrap-server", "{servers}"];

    [ApacheKafkaFact]
    public async Task Replicas_and_leaders_move_where_they_are_told_to()
    {
        using var folder = new TemporaryFolder();
        var both = new SideBySide(kafka.Tools, await brokers.ThreeAsync(), (await kafka.ThreeAsync()).BootstrapServers);
        await both.RunAsync("TopicCommand", [.. Servers, "--create", "--topic", "moved", "--replica-assignment", "1:2,2:3"]);
        await both.RunInAnyOrderAsync("VerifiableProducer", [.. Servers, "--topic", "moved", "--max-messages", "40", "--acks", "-1", "--repeating-keys", "5"]);
        var plan = folder.File("plan.json");
        await File.WriteAllTextAsync(plan, """
            {"version":1,"partitions":[{"topic":"moved","partition":0,"replicas":[3,1],"log_dirs":["any","any"]},{"topic":"moved","partition":1,"replicas":[2,1,3],"log_dirs":["any","any","any"]}]}
            """);
        await Moves("--list");
        await Moves("--execute", "--reassignment-json-file", plan);
        await DoneAsync(plan);
        await Moves("--verify", "--reassignment-json-file", plan);
        await both.RunAsync("TopicCommand", [.. Servers, "--describe", "--topic", "moved"]);
        await both.RunAsync("LeaderElectionCommand", [.. Servers, "--election-type", "preferred", "--all-topic-partitions"]);
        await both.RunAsync("LeaderElectionCommand", [.. Servers, "--election-type", "preferred", "--topic", "moved", "--partition", "0"]);
        await both.RunAsync("LeaderElectionCommand", [.. Servers, "--election-type", "unclean", "--topic", "moved", "--partition", "1"]);
        await both.RunAsync("TopicCommand", [.. Servers, "--describe", "--topic", "moved"]);
        await both.RunAsync("TopicCommand", [.. Servers, "--delete", "--topic", "moved"]);
        both.AssertSame();

        Task<ToolRun> Moves(params string[] arguments) => both.RunAsync("reassign.ReassignPartitionsCommand", [.. Servers, .. arguments]);

        async Task DoneAsync(string file)
        {
            foreach (var servers in new[] { await brokers.ThreeAsync(), (await kafka.ThreeAsync()).BootstrapServers })
            {
                for (var look = 0; ; look++)
                {
                    var run = await kafka.Tools.RunAsync("reassign.ReassignPartitionsCommand", "--bootstrap-server", servers, "--verify", "--preserve-throttles", "--reassignment-json-file", file);
                    if (!run.Output.Contains("in progress", StringComparison.Ordinal))
                    {
                        break;
                    }

                    Assert.True(look < 50, run.Output);
                }
            }
        }
    }
}
