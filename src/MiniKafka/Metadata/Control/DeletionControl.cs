using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Persisted;

namespace MiniKafka.Metadata.Control;

/// <summary>Deleting topics.</summary>
internal sealed class DeletionControl(ClusterDefaults defaults)
{
    private const string UnknownTopic = "This server does not host this topic-partition.";
    private const string UnknownTopicId = "This server does not host this topic ID.";

    /// <summary>Deletes topics, each named by name or id. A topic that stands there twice is not deleted.</summary>
    public ControllerResult<IReadOnlyList<DeletedTopic>> Delete(ClusterImage image, IReadOnlyList<TopicSelector> topics)
    {
        if (!defaults.Of(image).Config.DeleteTopicEnable)
        {
            return ControllerResult.Unchanged<IReadOnlyList<DeletedTopic>>(
                [.. topics.Select(topic => new DeletedTopic(topic.Name, topic.TopicId, new Outcome(ErrorCode.TopicDeletionDisabled)))]);
        }

        var results = new List<DeletedTopic>();
        var byName = new OrderedDictionary<string, int>(
            topics.Where(topic => topic.Name is not null && topic.TopicId == Uuid.Zero).CountBy(topic => topic.Name!, StringComparer.Ordinal), StringComparer.Ordinal);
        var byId = new OrderedDictionary<Uuid, int>(topics.Where(topic => topic.Name is null && topic.TopicId != Uuid.Zero).CountBy(topic => topic.TopicId));
        results.AddRange(topics
            .Where(topic => topic.Name is null && topic.TopicId == Uuid.Zero)
            .Select(_ => new DeletedTopic(null, Uuid.Zero, new Outcome(ErrorCode.InvalidRequest, "Neither topic name nor id were specified."))));
        foreach (var both in topics.Where(topic => topic.Name is not null && topic.TopicId != Uuid.Zero))
        {
            results.Add(new DeletedTopic(both.Name, both.TopicId, new Outcome(ErrorCode.InvalidRequest, "You may not specify both topic name and topic id.")));
        }

        var records = new List<IPersistedRecord>();
        foreach (var (name, times) in byName)
        {
            results.Add(DeleteByName(image, name, isTwice: times > 1, byId, records));
        }

        foreach (var (id, times) in byId)
        {
            // A topic that is named once as well was answered for under its name.
            if (times > 1 || !image.TopicNames.TryGetValue(id, out var name) || byName.GetValueOrDefault(name) != 1)
            {
                results.Add(DeleteById(image, id, isTwice: times > 1, records));
            }
        }

        return ControllerResult.Of<IReadOnlyList<DeletedTopic>>(records, results);
    }

    private static DeletedTopic DeleteByName(ClusterImage image, string name, bool isTwice, OrderedDictionary<Uuid, int> alsoById, List<IPersistedRecord> records)
    {
        if (isTwice)
        {
            return Refused(Uuid.Zero, ErrorCode.InvalidRequest, "Duplicate topic name.");
        }

        if (!image.Topics.TryGetValue(name, out var topic))
        {
            return Refused(Uuid.Zero, ErrorCode.UnknownTopicOrPartition, UnknownTopic);
        }

        if (alsoById.ContainsKey(topic.Id))
        {
            return Refused(topic.Id, ErrorCode.InvalidRequest, "The provided topic name maps to an ID that was already supplied.");
        }

        records.Add(new RemoveTopicRecord { TopicId = topic.Id });
        return new DeletedTopic(name, topic.Id, Outcome.Success);

        DeletedTopic Refused(Uuid id, ErrorCode code, string message) => new(name, id, new Outcome(code, message));
    }

    private static DeletedTopic DeleteById(ClusterImage image, Uuid id, bool isTwice, List<IPersistedRecord> records)
    {
        if (isTwice)
        {
            return Refused(ErrorCode.InvalidRequest, "Duplicate topic id.");
        }

        if (!image.TopicNames.TryGetValue(id, out var name))
        {
            return Refused(ErrorCode.UnknownTopicId, UnknownTopicId);
        }

        records.Add(new RemoveTopicRecord { TopicId = id });
        return new DeletedTopic(name, id, Outcome.Success);

        DeletedTopic Refused(ErrorCode code, string message) => new(null, id, new Outcome(code, message));
    }
}
