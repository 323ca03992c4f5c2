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
    private ReplicationQuota? _quota;

    /// <summary>The quota that follows the configuration.</summary>
    public ReplicationQuota Quota => _quota ??= new ReplicationQuota(
        clock, TimeSpan.FromSeconds(view.Config.ReplicationQuotaWindowSizeSeconds), view.Config.ReplicationQuotaWindowNum, IsMeant);

    /// <summary>Takes a rate that changed.</summary>
    public void Learn(ImageChanges changes)
    {
        if (!ReferenceEquals(changes.Before.Configs, changes.After.Configs))
        {
            Quota.BytesPerSecond = RateOf(OwnName) ?? RateOf("") ?? ReplicationQuota.Unlimited;
        }
    }

    private string OwnName => view.BrokerId.ToString(CultureInfo.InvariantCulture);

    private long? RateOf(string broker) =>
        view.Image.ConfigsOf(ConfigResourceType.Broker, broker).TryGetValue(rateKey, out var text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rate) ? rate : null;

    /// <summary>An asterisk means all replicas of the topic, otherwise they are listed as partition:broker.</summary>
    private bool IsMeant(TopicPartition partition)
    {
        var replicas = replicasOf(view.ConfigOf(partition.Topic));
        return replicas.Contains("*") || replicas.Contains(string.Create(CultureInfo.InvariantCulture, $"{partition.Partition}:{view.BrokerId}"));
    }
}
