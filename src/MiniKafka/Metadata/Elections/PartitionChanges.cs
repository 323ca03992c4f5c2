using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol;

namespace MiniKafka.Metadata.Elections;

/// <summary>What happens to a broker changes partitions: those it leads or is in sync in. Makes such changes, of one partition and of all concerned.</summary>
internal sealed class PartitionChanges(ClusterDefaults defaults)
{
    public ElectionRules RulesOf(ClusterImage image) => new(image, defaults.Of(image));

    /// <summary>A change of one partition, to be told what is wanted.</summary>
    /// <param name="image">The cluster.</param>
    /// <param name="topic">The partition's topic.</param>
    /// <param name="partition">The partition as it is.</param>
    /// <param name="rules">Those of the image.</param>
    /// <param name="mayLead">Which brokers may lead; null for those that are active now.</param>
    public static PartitionChange Of(ClusterImage image, TopicImage topic, PartitionImage partition, ElectionRules rules, Func<int, bool>? mayLead = null) =>
        new(partition, topic.Id, rules, topic.Name, mayLead ?? image.IsActive)
        {
            DirectoryOfNew = broker => image.Brokers.TryGetValue(broker, out var registration) ? registration.DefaultDirectory : Uuid.Zero,
        };

    /// <summary>The broker leaves every ISR and hands over what it leads.</summary>
    public IEnumerable<IPersistedRecord> Leave(ClusterImage image, int brokerId) =>
        WithoutBroker(image, brokerId, (_, partition) => partition.Isr.Contains(brokerId) || partition.Leader == brokerId);

    /// <summary>The broker leaves the ISR of some partitions, and leads them no more.</summary>
    public IEnumerable<IPersistedRecord> WithoutBroker(ClusterImage image, int brokerId, Func<TopicImage, PartitionImage, bool> isMeant) =>
        Each(image, isMeant, broker => broker != brokerId && image.IsActive(broker), change => change.Isr.Remove(brokerId));

    /// <summary>The broker came back without having stopped cleanly: it may lack records, so it is neither in sync nor eligible.</summary>
    public IEnumerable<IPersistedRecord> AfterUncleanStart(ClusterImage image, int brokerId) =>
        Each(
            image,
            (_, partition) => partition.Isr.Contains(brokerId) || partition.EligibleLeaderReplicas.Contains(brokerId) || partition.Leader == brokerId,
            broker => broker != brokerId && image.IsActive(broker),
            change =>
            {
                change.Isr.Remove(brokerId);
                change.UncleanlyStopped = brokerId;
            });

    /// <summary>Partitions without a leader get one where that is possible.</summary>
    /// <param name="image">The cluster.</param>
    /// <param name="unfenced">A broker that may lead from now on, whatever the image says of it.</param>
    public IEnumerable<IPersistedRecord> FindLeaders(ClusterImage image, int? unfenced = null) =>
        Each(image, (_, partition) => !partition.HasLeader, broker => broker == unfenced || image.IsActive(broker), static _ => { });

    private IEnumerable<IPersistedRecord> Each(
        ClusterImage image, Func<TopicImage, PartitionImage, bool> isMeant, Func<int, bool> mayLead, Action<PartitionChange> change)
    {
        var rules = RulesOf(image);
        foreach (var topic in image.Topics.Values)
        {
            foreach (var partition in topic.Partitions.Values.Where(partition => isMeant(topic, partition)))
            {
                var target = Of(image, topic, partition, rules, mayLead);
                change(target);
                if (target.Build() is { } record)
                {
                    yield return record;
                }
            }
        }
    }
}
