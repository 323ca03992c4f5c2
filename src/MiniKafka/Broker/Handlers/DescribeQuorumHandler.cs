using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Participation;
using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>DescribeQuorum, key 55, versions 0 to 2: who keeps the metadata log, and how far each of them is.</summary>
internal sealed class DescribeQuorumHandler(MetadataQuorum quorum) : RequestHandler<DescribeQuorumRequest>
{
    private const short FirstVersionWithDirectories = 2;

    protected override ValueTask<IResponse?> HandleAsync(DescribeQuorumRequest request, RequestContext context)
    {
        var response = quorum.Handle(request);
        if (context.Version < FirstVersionWithDirectories)
        {
            response.Nodes.Clear();
            foreach (var partition in response.Topics.SelectMany(topic => topic.Partitions))
            {
                partition.CurrentVoters.Concat(partition.Observers).ToList().ForEach(replica => replica.ReplicaDirectoryId = Uuid.Zero);
            }
        }

        return Answer(response);
    }
}
