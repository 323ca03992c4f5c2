using MiniKafka.Client;
using MiniKafka.Metadata.Control;
using MiniKafka.Model;
using NewTopic = MiniKafka.Client.Admin.NewTopic;

namespace MiniKafka.ClusterTests.Campaign.World;

/// <summary>
/// A topic that is made, of which a group commits an offset, and that is deleted, again and again under the same name, while the brokers that
/// coordinate the group come and go.
/// </summary>
internal sealed class PassingTopicWorkload(SimulatedCluster cluster)
{
    /// <summary>Nothing is ever written to it.</summary>
    public const string Topic = "passing";

    private const string Group = "passers-by";
    private static readonly TopicPartition Partition = new(Topic, 0);

    private readonly Random _random = cluster.Host.CreateRandom("passing topic");
    private readonly AdminClient _client = cluster.CreateAdmin();
    private long _lastOffset;
    private bool _isOver;

    /// <summary>In which epoch the groups' coordinator leads their partition.</summary>
    private int? CoordinatorEpoch => cluster.Image.Partition(TopicNames.ConsumerOffsets, 0)?.LeaderEpoch;

    public async Task RunAsync()
    {
        while (!_isOver)
        {
            await TryAsync(() => _client.CreateTopicsAsync([new NewTopic(Topic, 1, 1)]));
            if (await TryAsync(() => _client.AlterGroupOffsetsAsync(Group, [new TopicPartitionOffset(Partition, ++_lastOffset)])))
            {
                await DeleteAsync();
            }
        }
    }

    public void Stop() => _isOver = true;

    public async Task CloseAsync() => await _client.DisposeAsync();

    private async Task DeleteAsync()
    {
        var coordinatorEpoch = CoordinatorEpoch;
        if (await TryAsync(() => _client.DeleteTopicsAsync([Topic])))
        {
            var totals = cluster.Referee.Totals;
            totals.TopicsDeletedWithOffsets++;
            totals.TopicsDeletedBetweenCoordinators += CoordinatorEpoch == coordinatorEpoch ? 0 : 1;
        }
    }

    /// <summary>Whether it was done; it may not have been in time, or there was or was not such a topic already.</summary>
    private async Task<bool> TryAsync(Func<Task> work)
    {
        await cluster.DelayAsync(_random.Next(10, 1_500));
        try
        {
            await work();
            return true;
        }
        catch (KafkaException)
        {
            return false;
        }
    }
}
