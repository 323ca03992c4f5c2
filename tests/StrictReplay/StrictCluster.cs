using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;

namespace StrictReplay;

/// <summary>
/// Follows metadata as strictly as Apache Kafka's image and its controllers do: each record has preconditions, and one that does not meet
/// them is refused. Beyond what Kafka refuses stands what it would never have written. It shares nothing with the replay that it judges.
/// </summary>
internal sealed class StrictCluster
{
    private readonly StrictBrokers _brokers = new();
    private readonly StrictTopics _topics = new();
    private readonly StrictRest _rest = new();
    private readonly SortedDictionary<string, short> _features = new(StringComparer.Ordinal);
    private List<Entry>? _transaction;

    /// <summary>True between the beginning and the end of a metadata transaction.</summary>
    public bool IsInTransaction => _transaction is not null;

    /// <summary>Replays a batch of the log. Its records take effect together.</summary>
    public void Replay(IEnumerable<Entry> batch)
    {
        foreach (var entry in batch)
        {
            switch (entry.Record)
            {
                case BeginTransactionRecord:
                    Need.That(_transaction is null, $"offset {entry.Offset}: a transaction begins within another");
                    _transaction = [];
                    break;
                case EndTransactionRecord:
                    Need.That(_transaction is not null, $"offset {entry.Offset}: a transaction ends that did not begin");
                    _transaction.ForEach(Apply);
                    _transaction = null;
                    break;
                case AbortTransactionRecord:
                    Need.That(_transaction is not null, $"offset {entry.Offset}: a transaction is aborted that did not begin");
                    _transaction = null;
                    break;
                default:
                    if (_transaction is null)
                    {
                        Apply(entry);
                    }
                    else
                    {
                        _transaction.Add(entry);
                    }

                    break;
            }
        }

        if (_transaction is null)
        {
            _topics.CheckWhole(_brokers);
        }
    }

    /// <summary>Replays a whole snapshot; the offsets are those within it.</summary>
    public void ReplaySnapshot(IEnumerable<Entry> records)
    {
        foreach (var entry in records)
        {
            Need.That(
                entry.Record is not (BeginTransactionRecord or EndTransactionRecord or AbortTransactionRecord),
                $"record {entry.Offset} of the snapshot is of a transaction");
            Apply(entry, isSnapshot: true);
        }

        _topics.CheckWhole(_brokers);
    }

    /// <summary>Everything there is, in an order of its own: equal for equal clusters only.</summary>
    public IReadOnlyList<string> Lines() =>
        [.. _features.Select(feature => $"feature {feature.Key} = {feature.Value}"), .. _brokers.Lines(), .. _topics.Lines(), .. _rest.Lines()];

    private void Apply(Entry entry) => Apply(entry, isSnapshot: false);

    private void Apply(Entry entry, bool isSnapshot)
    {
        try
        {
            if (entry.Record is FeatureLevelRecord feature)
            {
                SetFeature(feature, isSnapshot);
            }

            Need.That(_features.TryGetValue("metadata.version", out var level), "metadata.version is not known yet");
            RecordRules.CheckVersion(entry.Record, entry.Version, level);
            Dispatch(entry, isSnapshot);
        }
        catch (RefusedRecordException refused)
        {
            throw new RefusedRecordException($"{(isSnapshot ? "record" : "offset")} {entry.Offset}, {entry.Record.GetType().Name}: {refused.Message}.");
        }
    }

    private void SetFeature(FeatureLevelRecord feature, bool isSnapshot)
    {
        RecordRules.CheckFeature(feature);
        if (feature.FeatureLevel != 0)
        {
            Need.That(!isSnapshot || !_features.ContainsKey(feature.Name), $"{feature.Name} stands there twice");
            _features[feature.Name] = feature.FeatureLevel;
        }
        else
        {
            Need.That(_features.Remove(feature.Name), $"{feature.Name} is removed and was not set");
        }
    }

    private void Dispatch(Entry entry, bool isSnapshot)
    {
        switch (entry.Record)
        {
            case RegisterBrokerRecord record:
                _brokers.Register(record, isSnapshot ? null : entry.Offset, _features);
                break;
            case UnregisterBrokerRecord record:
                _brokers.Unregister(record);
                break;
            case BrokerRegistrationChangeRecord record:
                _brokers.Change(record);
                break;
            case FenceBrokerRecord record:
                _brokers.Fence(record.Id, record.Epoch, isFenced: true);
                break;
            case UnfenceBrokerRecord record:
                _brokers.Fence(record.Id, record.Epoch, isFenced: false);
                break;
            case RegisterControllerRecord record:
                _brokers.Register(record);
                break;
            case TopicRecord record:
                _topics.Add(record);
                break;
            case RemoveTopicRecord record:
                _rest.RemoveTopic(_topics.Remove(record));
                break;
            case PartitionRecord record:
                _topics.Add(record, isSnapshot);
                break;
            case PartitionChangeRecord record:
                _topics.Change(record);
                break;
            case ClearElrRecord record:
                _topics.ClearElr(record);
                break;
            case ConfigRecord record:
                _rest.Set(record, _topics, _brokers, isSnapshot);
                break;
            case ClientQuotaRecord record:
                _rest.Set(record);
                break;
            case ProducerIdsRecord record:
                _rest.HandOut(record, _brokers, isSnapshot);
                break;
            case FeatureLevelRecord or NoOpRecord or ZkMigrationStateRecord:
                break;
            default:
                _rest.Replay(entry.Record);
                break;
        }
    }
}

/// <summary>A record, the version it was written in, and where it stands.</summary>
internal readonly record struct Entry(long Offset, IPersistedRecord Record, short Version);
