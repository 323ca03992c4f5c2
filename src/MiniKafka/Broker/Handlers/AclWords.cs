using MiniKafka.Rpc;

namespace MiniKafka.Broker.Handlers;

/// <summary>The numbers that stand for words in requests about access rules.</summary>
internal static class AclWords
{
    public const string NoAuthorizer = "No Authorizer is configured.";

    /// <summary>Zero stands for a word the client does not know itself; such a request is as good as garbled.</summary>
    /// <exception cref="RequestRefusedException">One of the words is zero.</exception>
    public static void Check(sbyte resourceType, sbyte patternType, sbyte operation, sbyte permission)
    {
        if (resourceType == 0 || patternType == 0 || operation == 0 || permission == 0)
        {
            throw new RequestRefusedException("A request about access rules names an unknown resource type, pattern type, operation or permission.");
        }
    }
}
