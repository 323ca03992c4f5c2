using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Quorum.Voters;

namespace MiniKafka.Quorum;

/// <summary>
/// How a replica reaches the others. The node gives an implementation that uses its connections; a connection answers in
/// order, so a Fetch that waits at the leader must not share one with votes.
/// </summary>
internal interface IQuorumChannel
{
    /// <summary>Sends a request and waits for what becomes of it.</summary>
    Task<QuorumAnswer<TResponse>> SendAsync<TResponse>(QuorumNode node, IRequest<TResponse> request)
        where TResponse : class, IResponse;
}

/// <summary>What became of a request to another replica.</summary>
/// <param name="Response">The answer; null when there is none.</param>
/// <param name="Error">
/// Why there is none: NETWORK_EXCEPTION when the connection broke or was refused, REQUEST_TIMED_OUT when no answer came in time.
/// </param>
internal readonly record struct QuorumAnswer<TResponse>(TResponse? Response, ErrorCode Error = ErrorCode.None)
    where TResponse : class, IResponse;

/// <summary>Whom to send to: the node's id, and where it listens for controllers if that is known.</summary>
internal readonly record struct QuorumNode(int Id, VoterEndpoint? Endpoint);
