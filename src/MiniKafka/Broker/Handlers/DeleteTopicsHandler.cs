using MiniKafka.Metadata.Control;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Controllers;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>DeleteTopics, key 20, versions 1 to 6: by name, from version 6 on by id too.</summary>
internal sealed class DeleteTopicsHandler(ActiveController controller) : ControllerHandler<DeleteTopicsRequest>(controller)
{
    private const short FirstVersionThatSaysDisabled = 3;

    protected override async ValueTask<IResponse?> HandleAsync(DeleteTopicsRequest request, RequestContext context)
    {
        List<TopicSelector> topics = context.Version >= 6
            ? [.. request.Topics.Select(topic => new TopicSelector(topic.Name, topic.TopicId))]
            : [.. request.TopicNames.Select(name => new TopicSelector(name, Uuid.Zero))];
        if (request.TimeoutMs <= 0 && topics.GroupBy(topic => topic).Any(entry => !entry.Skip(1).Any() && entry.Key.Name is null != (entry.Key.TopicId == Uuid.Zero)))
        {
            return Answer(topics.Select(topic => new DeletedTopic(topic.Name, topic.TopicId, new Outcome(NoTimeLeft.Code))), context.Version);
        }

        var deleted = topics.Count == 0 ? [] : await ExecuteAsync((commands, image) => commands.Deletions.Delete(image, topics));
        return Answer(deleted, context.Version);
    }

    private static DeleteTopicsResponse Answer(IEnumerable<DeletedTopic> topics, short version) => new()
    {
        Responses =
        [
            .. topics.Select(topic => new DeleteTopicsResponse.DeletableTopicResult
            {
                Name = topic.Name,
                TopicId = topic.TopicId,
                ErrorCode = topic.Outcome.Code == ErrorCode.TopicDeletionDisabled && version < FirstVersionThatSaysDisabled ? ErrorCode.InvalidRequest : topic.Outcome.Code,
                ErrorMessage = topic.Outcome.Message,
            }),
        ],
    };
}
