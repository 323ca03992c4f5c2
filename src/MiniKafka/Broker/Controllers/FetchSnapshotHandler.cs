using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Participation;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Controllers;

/// <summary>FetchSnapshot, key 59: a part of a snapshot of the metadata, for a replica whose next record the log no longer holds.</summary>
internal sealed class FetchSnapshotHandler(MetadataQuorum quorum) : RequestHandler<FetchSnapshotRequest>
{
    protected override ValueTask<IResponse?> HandleAsync(FetchSnapshotRequest request, RequestContext context)
    {
        var response = quorum.Handle(request);
        foreach (var partition in response.Topics.SelectMany(topic => topic.Partitions))
        {
            context.ReleaseOnceAnswered(partition.UnalignedRecords);
        }

        return Answer(response);
    }
}
