using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;

namespace StrictReplay;

/// <summary>
/// What the level of metadata.version lets stand in the log. The levels are Apache Kafka's; a process of the release that a level is named
/// after must be able to read everything written at it.
/// </summary>
internal static class RecordRules
{
    private const int ScramSince = 11;
    private const int TransactionsSince = 13;
    private const int TokensSince = 14;
    private const int ControllersSince = 15;
    private const int DirectoriesSince = 17;
    private const int EligibleLeadersSince = 23;
    private const int CordonedSince = 30;

    /// <summary>Features that Apache Kafka 4.4 finalizes by records, with their lowest and highest level.</summary>
    private static readonly SortedDictionary<string, (short Min, short Max)> Features = new(StringComparer.Ordinal)
    {
        ["metadata.version"] = (7, 33),
        ["eligible.leader.replicas.version"] = (0, 1),
        ["group.version"] = (0, 1),
        ["share.version"] = (0, 2),
        ["streams.version"] = (0, 1),
        ["transaction.version"] = (0, 2),
    };

    public static void CheckFeature(FeatureLevelRecord feature)
    {
        // The level of kraft.version stands in control records of the log, never here.
        if (!Features.TryGetValue(feature.Name, out var range))
        {
            throw new RefusedRecordException($"{feature.Name} is no feature that records finalize");
        }

        Need.That(feature.FeatureLevel >= range.Min && feature.FeatureLevel <= range.Max, $"{feature.Name} goes from {range.Min} to {range.Max}, not to {feature.FeatureLevel}");
    }

    /// <summary>The record's version must be the one that belongs to the level, or, where fields decide, one up to it.</summary>
    public static void CheckVersion(IPersistedRecord record, short version, int level)
    {
        var since = record switch
        {
            UserScramCredentialRecord or RemoveUserScramCredentialRecord => ScramSince,
            BeginTransactionRecord or EndTransactionRecord or AbortTransactionRecord => TransactionsSince,
            DelegationTokenRecord or RemoveDelegationTokenRecord => TokensSince,
            RegisterControllerRecord => ControllersSince,
            ClearElrRecord => EligibleLeadersSince,
            _ => 0,
        };
        Need.That(level >= since, $"a {record.GetType().Name} needs metadata.version {since}, and it is {level}");
        var (lowest, highest) = record switch
        {
            RegisterBrokerRecord => Both(level >= CordonedSince ? 4 : level >= DirectoriesSince ? 3 : level >= 8 ? 2 : 1),
            PartitionRecord or PartitionChangeRecord => Both(level >= EligibleLeadersSince ? 2 : level >= DirectoriesSince ? 1 : 0),
            BrokerRegistrationChangeRecord => (0, level >= CordonedSince ? 3 : level >= DirectoriesSince ? 2 : 1),
            _ => (0, 0),
        };
        Need.That(
            version >= lowest && version <= highest,
            $"a {record.GetType().Name} of version {version} stands where metadata.version {level} wants {(lowest == highest ? $"{lowest}" : $"{lowest} to {highest}")}");
    }

    private static (int Lowest, int Highest) Both(int version) => (version, version);
}
