using MiniKafka.Metadata.Control;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Quorum.Controllers;
using MiniKafka.Rpc;
using Response = MiniKafka.Protocol.Messages.AlterUserScramCredentialsResponse;

namespace MiniKafka.Broker.Handlers;

/// <summary>AlterUserScramCredentials, key 51, version 0: sets and removes SCRAM credentials; they are stored, and described, but not asked for yet.</summary>
internal sealed class AlterUserScramCredentialsHandler(ActiveController controller)
    : ControllerHandler<AlterUserScramCredentialsRequest>(controller)
{
    protected override async ValueTask<IResponse?> HandleAsync(AlterUserScramCredentialsRequest request, RequestContext context)
    {
        var deletions = request.Deletions.Select(deletion => new ScramDeletion(deletion.Name, deletion.Mechanism)).ToList();
        var upsertions = request.Upsertions
            .Select(upsertion => new ScramUpsertion(upsertion.Name, upsertion.Mechanism, upsertion.Iterations, upsertion.Salt, upsertion.SaltedPassword))
            .ToList();
        var altered = await ExecuteAsync((_, image) => ScramControl.Alter(image, deletions, upsertions));
        var response = new Response();
        response.Results.AddRange(altered.Select(result => new Response.AlterUserScramCredentialsResult
        {
            User = result.User, ErrorCode = result.Outcome.Code, ErrorMessage = result.Outcome.Message,
        }));
        return response;
    }
}
