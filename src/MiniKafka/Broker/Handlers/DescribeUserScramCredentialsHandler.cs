using MiniKafka.Model;
using MiniKafka.Protocol;
using MiniKafka.Protocol.Messages;
using MiniKafka.Rpc;
using Response = MiniKafka.Protocol.Messages.DescribeUserScramCredentialsResponse;

namespace MiniKafka.Broker.Handlers;

/// <summary>DescribeUserScramCredentials, key 50, version 0: mechanisms and iterations of users, of all when none is named.</summary>
internal sealed class DescribeUserScramCredentialsHandler(ClusterView view)
    : RequestHandler<DescribeUserScramCredentialsRequest>
{
    protected override ValueTask<IResponse?> HandleAsync(DescribeUserScramCredentialsRequest request, RequestContext context)
    {
        var names = request.Users is { Count: > 0 } users ? users.Select(user => user.Name).ToList() : [.. view.Image.ScramCredentials.Keys];
        var response = new Response { ErrorMessage = "" };
        response.Results.AddRange(names.GroupBy(name => name, StringComparer.Ordinal).Select(name => Describe(name.Key, isTwice: name.Skip(1).Any())));
        return Answer(response);
    }

    private Response.DescribeUserScramCredentialsResult Describe(string user, bool isTwice)
    {
        if (isTwice)
        {
            return Refused(ErrorCode.DuplicateResource, $"Cannot describe SCRAM credentials for the same user twice in a single request: {user}");
        }

        return view.Image.ScramCredentials.TryGetValue(user, out var credentials)
            ? new Response.DescribeUserScramCredentialsResult
            {
                User = user,
                ErrorMessage = "",
                CredentialInfos = [.. credentials.Values.Select(info => new Response.CredentialInfo { Mechanism = info.Mechanism, Iterations = info.Iterations })],
            }
            : Refused(ErrorCode.ResourceNotFound, $"Attempt to describe a user credential that does not exist: {user}");

        Response.DescribeUserScramCredentialsResult Refused(ErrorCode code, string message) => new() { User = user, ErrorCode = code, ErrorMessage = Shown.Message(message) };
    }
}
