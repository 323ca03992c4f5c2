using System.Collections.Immutable;
using MiniKafka.Configuration.Changes;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Metadata.Control;

/// <summary>Making topics.</summary>
/// <param name="defaults">What they have where nothing else is asked for.</param>
/// <param name="random">Topic ids and placement come from here.</param>
/// <param name="ignoresCase">The log directories are on a file system that ignores the case of names.</param>
internal sealed class TopicControl(ClusterDefaults defaults, Random random, bool ignoresCase)
{
    /// <summary>Makes topics; each succeeds or fails by itself, but those that succeed appear together. Of too many none is made, for the one reason.</summary>
    public ControllerResult<CreatedTopics> Create(ClusterImage image, IReadOnlyList<NewTopic> topics, bool validateOnly)
    {
        var config = defaults.Of(image).Config;
        var results = new List<CreatedTopic>();
        var wanted = new List<NewTopic>();
        foreach (var group in topics.GroupBy(topic => topic.Name, StringComparer.Ordinal))
        {
            var first = group.First();
            if (group.Skip(1).Any())
            {
                results.Add(new CreatedTopic(group.Key, new Outcome(ErrorCode.InvalidRequest, "Duplicate topic name.")));
            }
            else if (group.Key == TopicNames.ClusterMetadata)
            {
                results.Add(new CreatedTopic(group.Key, new Outcome(ErrorCode.InvalidRequest, $"Creation of internal topic {TopicNames.ClusterMetadata} is prohibited.")));
            }
            else
            {
                wanted.Add(first);
            }
        }

        var partitions = wanted.Sum(topic => topic.Assignments.Count > 0 ? topic.Assignments.Count
            : topic.PartitionCount == -1 ? config.NumPartitions : Math.Max(0L, topic.PartitionCount));
        if (partitions > ControllerResult.MostRecords)
        {
            return TooMuch("Excessively large number of partitions per request.");
        }

        var records = new List<IPersistedRecord>();
        var collisions = new TopicNameCollisions(image, ignoresCase);
        var created = wanted.Select(topic => Create(image, topic, collisions, records)).ToList();

        if (records.Count > ControllerResult.MostRecords)
        {
            return TooMuch("Unable to perform excessively large batch operation.");
        }

        return ControllerResult.Of(validateOnly ? [] : records, new CreatedTopics([.. results, .. created]));

        ControllerResult<CreatedTopics> TooMuch(string message)
        {
            var refusal = new Outcome(ErrorCode.PolicyViolation, message);
            return ControllerResult.Unchanged(new CreatedTopics([.. topics.Select(topic => new CreatedTopic(topic.Name, refusal))]) { Refusal = refusal });
        }
    }

    private CreatedTopic Create(ClusterImage image, NewTopic topic, TopicNameCollisions collisions, List<IPersistedRecord> records)
    {
        if (TopicNames.Problem(topic.Name) is { } problem)
        {
            return Failed(ErrorCode.InvalidTopicException, problem);
        }

        if (image.Topics.ContainsKey(topic.Name))
        {
            return Failed(ErrorCode.TopicAlreadyExists, $"Topic '{topic.Name}' already exists.");
        }

        if (collisions.Of(topic.Name) is { } collision)
        {
            return Failed(ErrorCode.InvalidTopicException, collision);
        }

        var without = topic.Configs.Where(config => config.Value is null).Select(config => config.Key).ToList();
        if (without.Count > 0)
        {
            return Failed(ErrorCode.InvalidConfig, $"Null value not supported for topic configs: {string.Join(',', without)}");
        }

        var configs = ClusterImage.NoConfigs.SetItems(topic.Configs.Select(config => KeyValuePair.Create(config.Key, config.Value!)));
        if ((ConfigValidation.Size(configs) ?? ConfigValidation.Topic(configs, defaults.Of(image))) is { } error)
        {
            return Failed(error.Code, error.Message);
        }

        var placement = ReplicasOf(image, topic, out var replicas);
        if (!placement.IsSuccess)
        {
            return new CreatedTopic(topic.Name, placement);
        }

        collisions.Add(topic.Name);
        var id = Uuid.NewRandom(random);
        records.Add(new TopicRecord { Name = topic.Name, TopicId = id });
        records.AddRange(configs.Select(config => new ConfigRecord
        {
            ResourceType = (sbyte)ConfigResourceType.Topic, ResourceName = topic.Name, Name = config.Key, Value = config.Value,
        }));
        records.AddRange(replicas.Select((brokers, index) => ReplicaPlacer.Begin(image, index, brokers).ToRecord(id)));
        return new CreatedTopic(topic.Name, Outcome.Success)
        {
            TopicId = id, PartitionCount = replicas.Length, ReplicationFactor = (short)replicas[0].Length, Configs = configs,
        };

        CreatedTopic Failed(ErrorCode code, string message) => new(topic.Name, new Outcome(code, message));
    }

    /// <summary>The replicas of every partition of a new topic, as assigned or as placed.</summary>
    private Outcome ReplicasOf(ClusterImage image, NewTopic topic, out ImmutableArray<ImmutableArray<int>> replicas)
    {
        replicas = [];
        if (topic.Assignments.Count > 0)
        {
            return Assigned(image, topic, out replicas);
        }

        if (topic.ReplicationFactor is 0 or < -1)
        {
            return new Outcome(ErrorCode.InvalidReplicationFactor, "Replication factor must be larger than 0, or -1 to use the default value.");
        }

        if (topic.PartitionCount is 0 or < -1)
        {
            return new Outcome(ErrorCode.InvalidPartitions, "Number of partitions was set to an invalid non-positive value.");
        }

        var config = defaults.Of(image).Config;
        return ReplicaPlacer.Place(
            image,
            0,
            topic.PartitionCount == -1 ? config.NumPartitions : topic.PartitionCount,
            topic.ReplicationFactor == -1 ? config.DefaultReplicationFactor : topic.ReplicationFactor,
            random,
            out replicas);
    }

    private static Outcome Assigned(ClusterImage image, NewTopic topic, out ImmutableArray<ImmutableArray<int>> replicas)
    {
        replicas = [];
        if (topic.ReplicationFactor != -1)
        {
            return new Outcome(ErrorCode.InvalidRequest, "A manual partition assignment was specified, but replication factor was not set to -1.");
        }

        if (topic.PartitionCount != -1)
        {
            return new Outcome(ErrorCode.InvalidRequest, "A manual partition assignment was specified, but numPartitions was not set to -1.");
        }

        var byPartition = new SortedDictionary<int, ImmutableArray<int>>();
        int? replicationFactor = null;
        foreach (var assignment in topic.Assignments)
        {
            if (byPartition.ContainsKey(assignment.PartitionIndex))
            {
                return new Outcome(ErrorCode.InvalidReplicaAssignment, $"Found multiple manual partition assignments for partition {assignment.PartitionIndex}");
            }

            var outcome = AssignmentRules.CheckNew(image, assignment.PartitionIndex, assignment.BrokerIds, replicationFactor);
            if (!outcome.IsSuccess)
            {
                return outcome;
            }

            replicationFactor = assignment.BrokerIds.Count;
            byPartition.Add(assignment.PartitionIndex, [.. assignment.BrokerIds]);
        }

        if (!byPartition.Keys.SequenceEqual(Enumerable.Range(0, byPartition.Count)))
        {
            return new Outcome(ErrorCode.InvalidReplicaAssignment, "partitions should be a consecutive 0-based integer sequence");
        }

        replicas = [.. byPartition.Values];
        return Outcome.Success;
    }
}
