using System.Globalization;
using MiniKafka.Client.Consumers;
using MiniKafka.Configuration.Definitions;
using MiniKafka.Model;

namespace MiniKafka.Client;

/// <content>The configuration as a consumer takes it, checked as a whole.</content>
public sealed partial class ConsumerConfig
{
    /// <exception cref="KafkaException">Two values do not go together; the message names both.</exception>
    internal ConsumerSettings ToSettings()
    {
        Check();
        return new ConsumerSettings
        {
            Cluster = ToClusterOptions(AllowAutoCreateTopics),
            Fetching = new FetcherOptions
            {
                MinBytes = FetchMinBytes,
                MaxBytes = FetchMaxBytes,
                MaxPartitionBytes = MaxPartitionFetchBytes,
                MaxWaitMs = FetchMaxWaitMs,
                Rack = ClientRack,
                Isolation = IsolationLevel,
                TellEnds = EnablePartitionEof,
            },
            Group = GroupId is { Length: > 0 } groupId ? ToGroupSettings(groupId) : null,
            Reset = new OffsetResetPolicy(OffsetReset),
            Codecs = CompressionCodecs,
            CheckCrcs = CheckCrcs,
            AutoStore = EnableAutoOffsetStore,
            ApiTimeout = TimeSpan.FromMilliseconds(DefaultApiTimeoutMs),
        };
    }

    private GroupSettings ToGroupSettings(string groupId) => new()
    {
        GroupId = groupId,
        GroupInstanceId = GroupInstanceId,
        SessionTimeout = TimeSpan.FromMilliseconds(SessionTimeoutMs),
        HeartbeatInterval = TimeSpan.FromMilliseconds(HeartbeatIntervalMs),
        MaxPollInterval = TimeSpan.FromMilliseconds(MaxPollIntervalMs),
        AutoCommitInterval = EnableAutoCommit ? TimeSpan.FromMilliseconds(AutoCommitIntervalMs) : null,
        ExcludeInternalTopics = ExcludeInternalTopics,
        ApiTimeout = TimeSpan.FromMilliseconds(DefaultApiTimeoutMs),
        Assignors = [.. ConfigText.SplitList(PartitionAssignmentStrategy).Select(GroupSettings.Assignor)],
    };

    private void Check()
    {
        CheckTransport();
        Require(
            HeartbeatIntervalMs < SessionTimeoutMs,
            string.Create(CultureInfo.InvariantCulture, $"heartbeat.interval.ms = {HeartbeatIntervalMs} must be less than session.timeout.ms = {SessionTimeoutMs}."));
        Require(
            GroupInstanceId is null || GroupId is not null,
            $"group.instance.id = {GroupInstanceId} needs a group.id.");
        Require(
            GroupId is { Length: > 0 } || !IsSet("enable.auto.commit") || !EnableAutoCommit,
            "enable.auto.commit = true needs a group.id.");
        Require(
            Text("group.protocol").Equals("classic", StringComparison.OrdinalIgnoreCase),
            $"group.protocol = {Text("group.protocol")} is not served by this consumer; allowed: classic.");
    }
}
