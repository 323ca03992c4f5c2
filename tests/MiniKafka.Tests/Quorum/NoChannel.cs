using MiniKafka.Protocol;
using MiniKafka.Quorum;

namespace MiniKafka.Tests.Quorum;

/// <summary>For a voter that is alone.</summary>
internal sealed class NoChannel : IQuorumChannel
{
    public Task<QuorumAnswer<TResponse>> SendAsync<TResponse>(QuorumNode node, IRequest<TResponse> request)
        where TResponse : class, IResponse =>
        throw new InvalidOperationException("A single voter has nobody to talk to.");
}
