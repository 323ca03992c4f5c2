using MiniKafka.Client;

namespace MiniKafka.ClusterTests.Replication;

/// <summary>Each kind of wait, ended in each way it can end, in virtual time: it leaves nothing behind, neither in brokers nor in a client of ours.</summary>
public sealed class EndedWaitsTests
{
    private const int Rounds = 5;

    /// <summary>A connection whose other end was behind a cut when it ended is closed when nothing came for connections.max.idle.ms.</summary>
    private static readonly TimeSpan ForgetTime = TimeSpan.FromMinutes(30);

    [Theory]
    [InlineData(nameof(WaitingLoad.AnswerAsync))]
    [InlineData(nameof(WaitingLoad.TimeOutAsync))]
    [InlineData(nameof(WaitingLoad.DisconnectAsync))]
    [InlineData(nameof(WaitingLoad.LeaveAsync))]
    [InlineData(nameof(WaitingLoad.StopBrokersAsync))]
    [InlineData(nameof(WaitingLoad.KillBrokersAsync))]
    public void Whatever_waited_and_ended_leaves_nothing_behind(string ending) => VirtualCluster.Run(
        async cluster =>
        {
            await PartitionClient.CreateAsync(cluster, WaitingLoad.Topic, [WaitingLoad.Leader, 1, 2]);
            await using var producer = cluster.CreateProducer(new ProducerConfig { EnableIdempotence = false, RequestTimeoutMs = 1_500, DeliveryTimeoutMs = 3_000 });
            await RoundsAsync();
            var before = await LivingObjects.FewestAsync(cluster, producer);
            await RoundsAsync();
            (await LivingObjects.FewestAsync(cluster, producer)).AssertLeftNothing(before, Rounds);

            async Task RoundsAsync()
            {
                for (var round = 0; round < Rounds; round++)
                {
                    await RoundAsync();
                }

                await cluster.DelayAsync(ForgetTime);
            }

            async Task RoundAsync()
            {
                var load = await WaitingLoad.StartAsync(cluster, producer, isPatient: ending != nameof(WaitingLoad.TimeOutAsync));
                await (ending switch
                {
                    nameof(WaitingLoad.AnswerAsync) => load.AnswerAsync(),
                    nameof(WaitingLoad.TimeOutAsync) => load.TimeOutAsync(),
                    nameof(WaitingLoad.DisconnectAsync) => load.DisconnectAsync(),
                    nameof(WaitingLoad.LeaveAsync) => load.LeaveAsync(),
                    nameof(WaitingLoad.StopBrokersAsync) => load.StopBrokersAsync(),
                    _ => load.KillBrokersAsync(),
                });
            }
        },
        brokers: 3,
        WaitingLoad.Properties);
}
