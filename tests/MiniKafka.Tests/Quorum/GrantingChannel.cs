using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum;

namespace MiniKafka.Tests.Quorum;

/// <summary>The other voters give everybody their vote, and can be asked for nothing else.</summary>
internal sealed class GrantingChannel : IQuorumChannel
{
    public Task<QuorumAnswer<TResponse>> SendAsync<TResponse>(QuorumNode node, IRequest<TResponse> request)
        where TResponse : class, IResponse => Task.FromResult(
        request is VoteRequest { Topics: [{ Partitions: [var asked] }] }
            ? new QuorumAnswer<TResponse>((TResponse)(IResponse)Granted(asked.ReplicaEpoch))
            : new QuorumAnswer<TResponse>(null, ErrorCode.NetworkException));

    private static VoteResponse Granted(int epoch) => new()
    {
        Topics =
        [
            new VoteResponse.TopicData
            {
                TopicName = MetadataTopic.Name,
                Partitions = [new VoteResponse.PartitionData { LeaderId = -1, LeaderEpoch = epoch, VoteGranted = true }],
            },
        ],
    };
}
