using Microsoft.Extensions.Logging;
using MiniKafka.Client;
using MiniKafka.Model;

namespace MiniKafka.ClusterTests.Control;

/// <summary>Whether the log tells what happened to a cluster: each thing once, and no warnings while all is well.</summary>
public sealed class StoryTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("story");
    private readonly ListedLogs _logs = new(LogLevel.Information);

    public void Dispose()
    {
        _logs.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_healthy_run_tells_its_story_and_warns_of_nothing()
    {
        await using (var kafka = await KafkaCluster.StartAsync(options =>
        {
            options.BrokerCount = 3;
            options.Topics.Add(ClusterOfThree.Topic, partitions: 3, replicationFactor: 3);
            options.LoggerFactory = _logs;
            options.DataDirectory = _folder.FullName;
            options.Listen();
        }))
        {
            var leader = (await kafka.LeadersAsync())[0];
            await UseAsync(kafka);
            await leader.StopAsync();
            await kafka.WaitForLeaderAsync(ClusterOfThree.Topic, 0);
            await UseAsync(kafka);
            await leader.StartAsync();
            await kafka.WaitForIsrAsync(ClusterOfThree.Topic, 0, 3);
            await using var admin = kafka.CreateAdmin();
            await admin.CreatePartitionsAsync(ClusterOfThree.Topic, 4);
            await admin.DeleteTopicsAsync([ClusterOfThree.Topic]);
        }

        Assert.All(_logs.Lines, line => Assert.True(line.Level == LogLevel.Information, $"{line.Text} {line.Error}"));
        Assert.All(_logs.Lines, line => Assert.NotEqual(0, line.Event.Id));
        AssertTold(
            ("BrokerStarts", 4), ("BrokerServes", 4), ("BrokerStops", 4), ("BrokerStopped", 4), ("GroupStable", 2), ("GroupEmpty", 2),
            ("MemberJoined", 2), ("MemberLeft", 2), ("MemberTimedOut", 0));
        Assert.All(
            ["ControllerActive", "BrokerJoined", "BrokerLeft", "LeadershipTaken", "InSyncReplicasChanged"],
            name => Assert.Contains(_logs.Lines, line => line.Event.Name == name));
        Assert.All(
            ["The topic 'orders' was created: partitions 3, replication factor 3.", "The topic 'orders' has 4 partitions now, 3 before.", "The topic 'orders' was deleted."],
            told => Assert.Single(_logs.Messages, told));
    }

    [Fact]
    public async Task A_killed_broker_is_told_as_one_that_was_not_heard_of()
    {
        await using var kafka = await ClusterOfThree.StartAsync(options => options.LoggerFactory = _logs);
        var leader = (await kafka.LeadersAsync())[0];
        await leader.KillAsync();
        await kafka.WaitForLeaderAsync(ClusterOfThree.Topic, 0);
        Assert.Contains("Was killed: it handed over nothing, and what was only in its memory is lost.", _logs.Messages);
        Assert.Contains($"Broker {leader.Id} is not part of the cluster any more: its connections broke, or no heartbeat of it came within broker.session.timeout.ms.", _logs.Messages);
    }

    private static async Task UseAsync(KafkaCluster kafka)
    {
        await using var producer = kafka.CreateProducer<string, string>();
        await producer.ProduceAsync(ClusterOfThree.Topic, new Message<string, string> { Value = "v" });
        await using var consumer = kafka.CreateConsumer<string, string>(new ConsumerConfig { GroupId = "readers", AutoOffsetReset = AutoOffsetReset.Earliest });
        consumer.Subscribe(ClusterOfThree.Topic);
        Assert.Equal("v", consumer.Consume().Message.Value);
    }

    private void AssertTold(params (string Event, int Times)[] expected) =>
        Assert.Equal(expected, expected.Select(told => (told.Event, _logs.Lines.Count(line => line.Event.Name == told.Event))));
}
