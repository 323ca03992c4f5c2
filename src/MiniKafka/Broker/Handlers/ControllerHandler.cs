using MiniKafka.Metadata.Control;
using MiniKafka.Metadata.Images;
using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Quorum.Controllers;

namespace MiniKafka.Broker.Handlers;

/// <summary>A handler whose work is one command of the active controller.</summary>
internal abstract class ControllerHandler<TRequest>(ActiveController controller) : RequestHandler<TRequest>
    where TRequest : class, IRequest
{
    /// <summary>What becomes of a request that leaves no time: it is over before its turn comes.</summary>
    protected static Outcome NoTimeLeft { get; } = new(ErrorCode.RequestTimedOut, "The request timed out.");

    /// <summary>Runs a command; its answer comes once it is committed.</summary>
    protected Task<T> ExecuteAsync<T>(Func<ClusterController, ClusterImage, ControllerResult<T>> command) => controller.ExecuteAsync(command);
}
