using System.Globalization;
using MiniKafka.Configuration.Effective;
using MiniKafka.Metadata.Images;
using MiniKafka.Metadata.Replay;
using MiniKafka.Model;
using MiniKafka.Replication;

namespace MiniKafka.Broker.Publishing;

/// <summary>
/// One side of throttled replication: the rate stands among the configuration of the broker, or of all brokers, and the replicas it is
/// meant for among that of their topic. Owned by the broker's loop.
/// </summary>
/// <param name="view">What the broker knows.</param>
/// <param name="rateKey">The key of the rate, which is not among those of <c>server.properties</c>.</param>
/// <param name="replicasOf">The replicas of a topic that are meant.</param>
/// <param name="clock">The broker's time.</param>
internal sealed class ReplicationThrottle(ClusterView view, string rateKey, Func<TopicConfig, IReadOnlyList<string>> replicasOf, TimeProvider clock)
{
    private readonly Dictionary<string, MeantReplicas> _meant = new(StringComparer.Ordinal);
    private ReplicationQuota? _quota;

    /// <summary>The quota that follows the configuration.</summary>
    public ReplicationQuota Quota => _quota ??= new ReplicationQuota(
        clock, TimeSpan.FromSeconds(view.Config.ReplicationQuotaWindowSizeSeconds), view.Config.ReplicationQuotaWindowNum, IsMeant);

    /// <summary>Takes a rate that changed.</summary>
    public void Learn(ImageChanges changes)
    {
        if (!ReferenceEquals(changes.Before.Configs, changes.After.Configs))
        {
            _meant.Clear();
            Quota.BytesPerSecond = RateOf(OwnName) ?? RateOf("") ?? ReplicationQuota.Unlimited;
        }
    }

    private string OwnName => view.BrokerId.ToString(CultureInfo.InvariantCulture);

    private long? RateOf(string broker) =>
        view.Image.ConfigsOf(ConfigResourceType.Broker, broker).TryGetValue(rateKey, out var text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rate) ? rate : null;

    /// <summary>Asked for each partition of each fetch, so that the list is read once for all of them.</summary>
    private bool IsMeant(TopicPartition partition)
    {
        if (!_meant.TryGetValue(partition.Topic, out var meant))
        {
            _meant[partition.Topic] = meant = MeantReplicas.Of(replicasOf(view.ConfigOf(partition.Topic)), view.BrokerId);
        }

        return meant.IsAll || meant.Partitions.Contains(partition.Partition);
    }

    /// <summary>The partitions of a topic whose replica on this broker is meant. An asterisk means all, otherwise they are listed as partition:broker.</summary>
    private sealed record MeantReplicas(bool IsAll, HashSet<int> Partitions)
    {
        public static MeantReplicas Of(IReadOnlyList<string> replicas, int brokerId)
        {
            var suffix = string.Create(CultureInfo.InvariantCulture, $":{brokerId}");
            var partitions = replicas.Where(replica => replica.EndsWith(suffix, StringComparison.Ordinal))
                .Select(replica => int.TryParse(replica.AsSpan(..^suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var partition) ? partition : -1);
            return new MeantReplicas(replicas.Contains("*"), [.. partitions]);
        }
    }
}
