using System.Globalization;
using System.Text.Json;
using MiniKafka.ClusterTests.Control;
using MiniKafka.ClusterTests.Wire;
using MiniKafka.Model;
using MiniKafka.Protocol.Messages;
using MiniKafka.Tests;

namespace MiniKafka.ClusterTests.KafkaDirectories;

/// <summary>Data directories that a real Kafka wrote, opened by a cluster and asked over the wire.</summary>
public sealed class KafkaDirectoryTests
{
    private const sbyte TopicType = 2;
    private const sbyte BrokerType = 4;
    private const sbyte MetricsType = 16;
    private const sbyte GroupType = 32;
    private const sbyte Own = 1;

    [SharedTheory]
    [InlineData("clean")]
    [InlineData("crashed")]
    public async Task Topics_configs_quotas_users_and_groups_are_as_they_were_written(string name)
    {
        using var directory = new KafkaDirectory(name);
        await using var kafka = await directory.OpenAsync();
        using var connection = await RawConnection.ToAsync(kafka);
        var cluster = KafkaDirectory.Expected("clean.cluster.json");
        Assert.Equal(cluster.GetProperty("clusterId").GetString(), (await connection.AskAsync(new DescribeClusterRequest(), 2)).ClusterId);
        var topics = cluster.GetProperty("topics").EnumerateObject().ToList();
        if (name == "crashed")
        {
            topics.AddRange(KafkaDirectory.Expected("crashed.cluster.json").GetProperty("topicsNewOrChanged").EnumerateObject());
        }

        Assert.Equal(Levels(cluster.GetProperty("finalizedFeatures")), await FeaturesAsync(connection));
        await CheckTopicsAsync(connection, topics);
        await CheckConfigsAsync(connection, cluster);
        Assert.Equal(Lines(cluster.GetProperty("clientQuotas")), await QuotasAsync(connection));
        Assert.Equal(["alice SCRAM-SHA-256 4096", "alice SCRAM-SHA-512 8192"], await UsersAsync(connection));
        await CheckGroupsAsync(connection, KafkaDirectory.Expected($"{name}.groups.json"));
    }

    [SharedFact]
    public async Task What_is_kept_and_not_served_is_warned_of_in_one_line_each_kind()
    {
        using var directory = new KafkaDirectory("clean");
        using var logs = new ListedLogs();
        await using var kafka = await directory.OpenAsync(logs);
        using var connection = await RawConnection.ToAsync(kafka);
        await CheckGroupsAsync(connection, KafkaDirectory.Expected("clean.groups.json"));
        string[] kinds = ["access control entries", "client quotas", "groups of the consumer, share or streams protocol", "state of transactions", "users with SCRAM credentials"];
        var messages = logs.Messages.Where(message => !message.StartsWith("The configuration key", StringComparison.Ordinal)).ToList();
        Assert.Equal(kinds, messages.Select(message => kinds.FirstOrDefault(kind => message.Contains(kind, StringComparison.Ordinal), message)).Order(StringComparer.Ordinal));
        Assert.All(messages, message => Assert.Contains("kept, but not served", message, StringComparison.Ordinal));
    }

    [SharedFact]
    public async Task Opening_a_clean_directory_changes_no_log_file()
    {
        using var directory = new KafkaDirectory("clean");
        var before = directory.LogFiles();
        await (await directory.OpenAsync()).DisposeAsync();
        Assert.Equal(before, directory.LogFiles());
    }

    [SharedFact]
    public async Task Opening_a_crashed_directory_a_second_time_changes_nothing_more()
    {
        using var directory = new KafkaDirectory("crashed");
        await (await directory.OpenAsync()).DisposeAsync();
        var recovered = directory.LogFiles();
        await (await directory.OpenAsync()).DisposeAsync();
        Assert.Equal(recovered, directory.LogFiles());
    }

    private static IEnumerable<(string Name, short Level)> Levels(JsonElement features) =>
        features.EnumerateObject().Select(feature => (feature.Name, feature.Value.GetInt16())).Order();

    private static async Task<IEnumerable<(string Name, short Level)>> FeaturesAsync(RawConnection connection)
    {
        var versions = await connection.AskAsync(new ApiVersionsRequest { ClientSoftwareName = "raw", ClientSoftwareVersion = "1" }, 4);
        return versions.FinalizedFeatures.Select(feature => (feature.Name, feature.MaxVersionLevel)).Order();
    }

    private static async Task CheckTopicsAsync(RawConnection connection, List<JsonProperty> expected)
    {
        var metadata = await connection.AskAsync(new MetadataRequest { Topics = null }, 12);
        Assert.Equal(
            expected.Select(topic => $"{topic.Name} {topic.Value.GetProperty("id").GetString()} {topic.Value.GetProperty("partitions").GetInt32()}").Order(StringComparer.Ordinal),
            metadata.Topics.Select(topic => $"{topic.Name} {topic.TopicId} {topic.Partitions.Count}").Order(StringComparer.Ordinal));
        Assert.All(metadata.Topics.SelectMany(topic => topic.Partitions), partition => Assert.Equal((ErrorCode.None, 1), (partition.ErrorCode, partition.LeaderId)));
        foreach (var topic in expected)
        {
            var own = (await DescribeAsync(connection, TopicType, topic.Name)).Where(config => config.ConfigSource == Own);
            Assert.Equal(Lines(topic.Value.GetProperty("overrides")), own.Select(Line).Order(StringComparer.Ordinal));
        }
    }

    private static async Task CheckConfigsAsync(RawConnection connection, JsonElement cluster)
    {
        var configured = await DescribeAsync(connection, TopicType, "configured");
        Assert.Equal(Lines(cluster.GetProperty("effectiveTopicConfig of configured")), configured.Select(Line).Order(StringComparer.Ordinal));
        var ofAll = await DescribeAsync(connection, BrokerType, "");
        Assert.Equal(Lines(cluster.GetProperty("dynamicBrokerConfigs").GetProperty("cluster default")), ofAll.Select(Line).Order(StringComparer.Ordinal));
        var ofOne = (await DescribeAsync(connection, BrokerType, "1")).Where(config => config.ConfigSource == 2);
        Assert.Equal(Lines(cluster.GetProperty("dynamicBrokerConfigs").GetProperty("broker 1")), ofOne.Select(Line));
        foreach (var group in cluster.GetProperty("groupConfigs").EnumerateObject())
        {
            var own = (await DescribeAsync(connection, GroupType, group.Name)).Where(config => config.ConfigSource == 8);
            Assert.Equal(Lines(group.Value), own.Select(Line).Order(StringComparer.Ordinal));
        }

        foreach (var subscription in cluster.GetProperty("clientMetrics").EnumerateObject())
        {
            var own = (await DescribeAsync(connection, MetricsType, subscription.Name)).Where(config => config.ConfigSource == 7);
            Assert.Equal(Lines(subscription.Value), own.Select(Line).Order(StringComparer.Ordinal));
        }
    }

    private static async Task CheckGroupsAsync(RawConnection connection, JsonElement expected)
    {
        var classic = expected.EnumerateObject().Where(group => group.Value.GetProperty("type").GetString() == "Classic").ToList();
        ListGroupsResponse listed;
        do
        {
            listed = await connection.AskAsync(new ListGroupsRequest { TypesFilter = ["classic"] }, 5);
        }
        while (listed.ErrorCode == ErrorCode.CoordinatorLoadInProgress);
        Assert.Equal(
            classic.Select(group => $"{group.Name} {group.Value.GetProperty("state").GetString()} {group.Value.GetProperty("protocolType").GetString()}").Order(StringComparer.Ordinal),
            listed.Groups.Select(group => $"{group.GroupId} {group.GroupState} {group.ProtocolType}").Order(StringComparer.Ordinal));
        foreach (var group in classic)
        {
            var described = (await connection.AskAsync(new DescribeGroupsRequest { Groups = [group.Name] }, 5)).Groups[0];
            Assert.Equal(
                group.Value.GetProperty("members").EnumerateArray().Select(member => $"{member.GetProperty("memberId")} {member.GetProperty("instanceId")} {member.GetProperty("clientId")}"),
                described.Members.Select(member => $"{member.MemberId} {member.GroupInstanceId} {member.ClientId}"));
            var fetched = (await connection.AskAsync(new OffsetFetchRequest { Groups = [new() { GroupId = group.Name, Topics = null }] }, 9)).Groups[0];
            Assert.Equal(
                group.Value.GetProperty("offsets").EnumerateObject()
                    .Select(offset => $"{offset.Name} {offset.Value.GetProperty("offset")} {(offset.Value.TryGetProperty("leaderEpoch", out var epoch) ? epoch.GetInt32() : -1)} {offset.Value.GetProperty("metadata")}")
                    .Order(StringComparer.Ordinal),
                fetched.Topics.SelectMany(topic => topic.Partitions.Select(partition => $"{topic.Name}-{partition.PartitionIndex} {partition.CommittedOffset} {partition.CommittedLeaderEpoch} {partition.Metadata}"))
                    .Order(StringComparer.Ordinal));
        }
    }

    private static async Task<List<DescribeConfigsResponse.DescribeConfigsResourceResult>> DescribeAsync(RawConnection connection, sbyte type, string name)
    {
        var described = await connection.AskAsync(new DescribeConfigsRequest { Resources = [new() { ResourceType = type, ResourceName = name, ConfigurationKeys = null }] }, 4);
        Assert.Equal(ErrorCode.None, described.Results[0].ErrorCode);
        return described.Results[0].Configs;
    }

    private static async Task<List<string>> QuotasAsync(RawConnection connection)
    {
        var described = await connection.AskAsync(new DescribeClientQuotasRequest(), 1);
        return [.. described.Entries!.SelectMany(entry => entry.Values.Select(value =>
            $"{string.Join(' ', entry.Entity.OrderBy(part => part.EntityType, StringComparer.Ordinal).Select(part => $"{part.EntityType}={part.EntityName}"))} {value.Key}={value.Value.ToString(CultureInfo.InvariantCulture)}"))
            .Order(StringComparer.Ordinal)];
    }

    private static async Task<List<string>> UsersAsync(RawConnection connection)
    {
        var described = await connection.AskAsync(new DescribeUserScramCredentialsRequest { Users = null }, 0);
        return [.. described.Results.SelectMany(user => user.CredentialInfos.Select(info => $"{user.User} {(info.Mechanism == 1 ? "SCRAM-SHA-256" : "SCRAM-SHA-512")} {info.Iterations}"))
            .Order(StringComparer.Ordinal)];
    }

    private static string Line(DescribeConfigsResponse.DescribeConfigsResourceResult config) => $"{config.Name}={config.Value}";

    /// <summary>Keys with values of an object, or the quotas of a list of entities, in order.</summary>
    private static List<string> Lines(JsonElement expected) => expected.ValueKind == JsonValueKind.Object
        ? [.. expected.EnumerateObject().Select(pair => $"{pair.Name}={pair.Value}").Order(StringComparer.Ordinal)]
        : [.. expected.EnumerateArray().SelectMany(entry => entry.GetProperty("quotas").EnumerateObject().Select(quota =>
            $"{string.Join(' ', entry.GetProperty("entity").EnumerateObject().OrderBy(part => part.Name, StringComparer.Ordinal).Select(part => $"{part.Name}={part.Value}"))} {quota.Name}={quota.Value.GetDouble().ToString(CultureInfo.InvariantCulture)}"))
            .Order(StringComparer.Ordinal)];
}
