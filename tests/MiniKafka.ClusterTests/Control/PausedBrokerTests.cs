using MiniKafka.Client;
using MiniKafka.ClusterTests.Wire;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Records;
using StrictReplay;

namespace MiniKafka.ClusterTests.Control;

public sealed class PausedBrokerTests
{
    [Fact]
    public async Task Request_to_a_paused_broker_is_answered_when_it_goes_on()
    {
        await using var kafka = await KafkaCluster.StartAsync(options => options.Topics.Add("orders"));
        await using var producer = kafka.CreateProducer<string, string>();
        await producer.ProduceAsync("orders", new Message<string, string> { Value = "before" });
        await kafka.Brokers[0].PauseAsync();
        Assert.True(kafka.Brokers[0] is { IsPaused: true, IsRunning: true });
        var sending = producer.ProduceAsync("orders", new Message<string, string> { Value = "meanwhile" });
        await using var other = kafka.CreateAdmin();
        var asking = other.ListTopicsAsync();
        Assert.False(sending.IsCompleted || asking.IsCompleted);
        kafka.Brokers[0].Resume();
        Assert.Equal(1, (await sending).Offset);
        Assert.Equal(["orders"], await asking);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Paused_leader_is_noticed_by_its_missing_heartbeats_and_joins_the_others_again(bool isController)
    {
        await using var kafka = await ClusterOfThree.StartAsync();
        var controller = await kafka.WaitForControllerAsync();
        var leaders = await kafka.LeadersAsync();
        var partition = Array.FindIndex(leaders, leader => leader == controller == isController);
        var paused = leaders[partition];
        await paused.PauseAsync();
        var next = await kafka.WaitForLeaderAsync(ClusterOfThree.Topic, partition);
        Assert.NotEqual(paused, next);
        await kafka.WaitForIsrAsync(ClusterOfThree.Topic, partition, kafka.Brokers.Except([paused]));
        Assert.Equal(isController, await kafka.WaitForControllerAsync() != controller);
        Assert.All(kafka.Brokers.Except([paused]), broker => Assert.True(broker.Node!.View.Image.Brokers[paused.Id].IsFenced));
        paused.Resume();
        await kafka.WaitForIsrAsync(ClusterOfThree.Topic, partition, kafka.Brokers);
        Assert.Equal(next, await kafka.WaitForLeaderAsync(ClusterOfThree.Topic, partition));
    }

    [Fact]
    public async Task Former_leader_loses_what_it_took_while_nobody_followed_it_any_more()
    {
        await using var kafka = await ClusterOfThree.StartAsync();
        var paused = (await kafka.LeadersAsync())[0];
        await using var producer = kafka.CreateProducer<string, string>(new ProducerConfig { RequestTimeoutMs = 500 });
        await SendAsync(producer, "before");
        var loop = kafka.Host.CreateLoop("raw client");
        await using var raw = await loop.InvokeAsync(() => kafka.ConnectAsync(paused, loop));
        await paused.PauseAsync();
        var stale = loop.InvokeAsync(() => raw.CallAsync(Produce("lost"), newestVersion: 12));
        var next = await kafka.WaitForLeaderAsync(ClusterOfThree.Topic, 0);
        await SendAsync(producer, "afterwards");
        Assert.False(stale.IsCompleted);
        paused.Resume();

        // It still took itself for the leader when it came to that request, which asked for no other replica.
        var answer = (await stale).Responses[0].PartitionResponses[0];
        Assert.Equal((ErrorCode.None, 1L), (answer.ErrorCode, answer.BaseOffset));
        await kafka.WaitForIsrAsync(ClusterOfThree.Topic, 0, 3);
        await next.StopAsync();
        await kafka.WaitForIsrAsync(ClusterOfThree.Topic, 0, 2);
        await kafka.Brokers.First(broker => broker != next && broker != paused).StopAsync();
        Assert.Equal(paused, await kafka.WaitForLeaderAsync(ClusterOfThree.Topic, 0));
        Assert.Equal(["before", "afterwards"], await kafka.ValuesAsync(partition: 0));

        static Task<DeliveryResult<string, string>> SendAsync(Producer<string, string> producer, string value) =>
            producer.ProduceAsync(new TopicPartition(ClusterOfThree.Topic, 0), new Message<string, string> { Value = value });
    }

    [Fact]
    public async Task Paused_broker_takes_tcp_connections_and_says_nothing()
    {
        await using var kafka = await ClusterOfThree.StartAsync(options => options.Listen());
        var paused = (await kafka.LeadersAsync())[0];
        using var old = await RawConnection.ToAsync(paused);
        await paused.PauseAsync();
        using var fresh = await RawConnection.ToAsync(paused);
        var answers = new[] { old, fresh }.Select(connection => connection.CallAsync(new ApiVersionsRequest(), version: 0)).ToList();
        await kafka.WaitForLeaderAsync(ClusterOfThree.Topic, 0);
        Assert.DoesNotContain(answers, answer => answer.IsCompleted);
        paused.Resume();
        Assert.All(await Task.WhenAll(answers), answer => Assert.NotEmpty(answer.ApiKeys));
    }

    [Fact]
    public async Task Paused_broker_can_be_killed_and_started_again()
    {
        await using var kafka = await ClusterOfThree.StartAsync();
        var broker = kafka.Brokers[2];
        await broker.PauseAsync();
        await broker.KillAsync();
        Assert.False(broker.IsPaused || broker.IsRunning);
        await kafka.WaitForIsrAsync(ClusterOfThree.Topic, 0, 2);
        await broker.StartAsync();
        await kafka.WaitForIsrAsync(ClusterOfThree.Topic, 0, 3);
    }

    [Fact]
    public async Task Paused_broker_neither_stops_nor_starts()
    {
        await using var kafka = await KafkaCluster.StartAsync();
        var broker = kafka.Brokers[0];
        await broker.PauseAsync();
        await broker.PauseAsync();
        Assert.Contains("paused", (await Assert.ThrowsAsync<InvalidOperationException>(() => broker.StopAsync())).Message, StringComparison.Ordinal);
        Assert.Contains("paused", (await Assert.ThrowsAsync<InvalidOperationException>(() => broker.StartAsync())).Message, StringComparison.Ordinal);
        broker.Resume();
        broker.Resume();
        await broker.StopAsync();
        Assert.Contains("does not run", (await Assert.ThrowsAsync<InvalidOperationException>(() => broker.PauseAsync())).Message, StringComparison.Ordinal);
        broker.Resume();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cluster_with_a_paused_broker_is_disposed_of(bool isDurable)
    {
        using var directory = new JudgedFolder("minikafka");
        await using (var kafka = await ClusterOfThree.StartAsync(options => options.DataDirectory = isDurable ? directory.FullName : null))
        {
            await kafka.Brokers[1].PauseAsync();
        }

        Assert.Equal(isDurable ? 3 : 0, Directory.GetFiles(directory.FullName, ".kafka_cleanshutdown", SearchOption.AllDirectories).Length);
    }

    private static ProduceRequest Produce(string value)
    {
        var builder = new RecordBatchBuilder();
        Assert.True(builder.TryAppend(1_767_225_600_000, NullableBytes.Null, System.Text.Encoding.UTF8.GetBytes(value)));
        return new ProduceRequest
        {
            Acks = 1,
            TimeoutMs = 5_000,
            TopicData = [new() { Name = ClusterOfThree.Topic, PartitionData = [new() { Index = 0, Records = builder.Build() }] }],
        };
    }
}
