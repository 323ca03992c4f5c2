using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using MiniKafka.ClusterTests.Control;

namespace MiniKafka.ClusterTests.LogDirectories;

/// <summary>What a broker says of itself to the program it runs in.</summary>
public sealed class BrokerStateTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ManyDirectories _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task A_broker_tells_of_every_state_it_comes_to_whatever_a_handler_throws()
    {
        using var logs = new ListedLogs(LogLevel.Error);
        await using var kafka = await KafkaCluster.StartAsync(o => o.LoggerFactory = logs);
        var broker = kafka.Brokers[0];
        Assert.Equal((KafkaBrokerState.Running, null), (broker.State, broker.FailureReason));
        var states = new ConcurrentQueue<KafkaBrokerState>();
        broker.StateChanged += (_, _) => throw new InvalidOperationException("A handler that fails.");
        broker.StateChanged += (sender, change) =>
        {
            Assert.Same(broker, sender);
            states.Enqueue(change.State);
        };
        await broker.PauseAsync();
        broker.Resume();
        await broker.StopAsync();
        await broker.StartAsync();
        await broker.KillAsync();
        Assert.Equal(
            [KafkaBrokerState.Paused, KafkaBrokerState.Running, KafkaBrokerState.Stopping, KafkaBrokerState.Stopped, KafkaBrokerState.Starting, KafkaBrokerState.Running, KafkaBrokerState.Stopped],
            states);
        Assert.Equal(
            states.Select(state => $"Somebody who wanted to be told that broker 0 is {state} failed."),
            logs.Messages);
    }

    [Fact]
    public async Task A_broker_that_is_locked_out_of_its_files_stops_with_the_reason_while_its_process_goes_on()
    {
        await using var kafka = await _world.StartAsync(partitions: 1);
        await ManyDirectories.ProduceAsync(kafka, 0, from: 0, count: 10);
        var broker = kafka.Brokers[0];
        var failed = new TaskCompletionSource<KafkaBrokerStateChangedEventArgs>(TaskCreationOptions.RunContinuationsAsynchronously);
        broker.StateChanged += (_, change) =>
        {
            if (change.State == KafkaBrokerState.Failed)
            {
                failed.TrySetResult(change);
            }
        };
        _world.Files.Deny(_world.First);
        var change = await failed.Task.WaitAsync(Patience);
        Assert.Equal(broker, change.Broker);
        Assert.Equal((KafkaBrokerState.Failed, change.Reason), (broker.State, broker.FailureReason));
        Assert.Contains(_world.First, change.Reason!.Message, StringComparison.Ordinal);
        Assert.Contains("denied", change.Reason.Message, StringComparison.Ordinal);

        _world.Files.Allow(_world.First);
        await broker.StartAsync().WaitAsync(Patience);
        Assert.Equal((KafkaBrokerState.Running, null), (broker.State, broker.FailureReason));
        Assert.Equal(Enumerable.Range(0, 10), await ManyDirectories.ConsumeAsync(kafka, 0, 10));
    }
}
