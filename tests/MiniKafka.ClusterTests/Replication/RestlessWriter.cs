using System.Globalization;
using MiniKafka.Model;
using MiniKafka.Network;

namespace MiniKafka.ClusterTests.Replication;

/// <summary>
/// Writes one numbered record after the other as an idempotent producer with acks=all, asks the leader of the moment and tries
/// again until each is acknowledged. Any answer but those that every client tries again after fails the test.
/// </summary>
internal sealed class RestlessWriter(VirtualCluster cluster, PartitionClient partition, string topic)
{
    private readonly List<string> _acknowledged = [];

    /// <summary>The values in the order of their acknowledgements.</summary>
    public IReadOnlyList<string> Acknowledged => _acknowledged;

    public async Task WriteAsync(int count)
    {
        for (var end = _acknowledged.Count + count; _acknowledged.Count < end;)
        {
            var sequence = _acknowledged.Count;
            var value = sequence.ToString(CultureInfo.InvariantCulture);
            if (await TryAsync(value, sequence) is { } offset)
            {
                Assert.Equal(sequence, offset);
                _acknowledged.Add(value);
            }
            else
            {
                await cluster.DelayAsync(TimeSpan.FromMilliseconds(3));
            }
        }
    }

    private async Task<long?> TryAsync(string value, int sequence)
    {
        if (cluster.LeaderOf(topic) is not (>= 0 and var leader) || !cluster.IsRunning(leader))
        {
            return null;
        }

        try
        {
            var (error, offset) = await partition.ProduceAsync(leader, value, sequence: sequence);
            Assert.Contains(error, (ErrorCode[])[ErrorCode.None, ErrorCode.NotLeaderOrFollower, ErrorCode.NotEnoughReplicas, ErrorCode.NotEnoughReplicasAfterAppend]);
            return error == ErrorCode.None ? offset : null;
        }
        catch (ConnectionClosedException)
        {
            return null;
        }
    }
}
