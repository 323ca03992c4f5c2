using Microsoft.CodeAnalysis;

namespace MiniKafka.SourceGeneration;

/// <summary>What the generator refuses, each rule with what to do instead.</summary>
internal static class Rules
{
    public const string NotPartial = "MK0001";
    public const string UnknownType = "MK0002";
    public const string BadVersions = "MK0003";
    public const string BadTag = "MK0004";
    public const string BadNull = "MK0005";
    public const string BadName = "MK0006";
    public const string NoPartner = "MK0007";
    public const string DuplicateKey = "MK0008";
    public const string BadDefault = "MK0009";
    public const string BadEcho = "MK0010";
    public const string NoRefusal = "MK0011";

    private static readonly Dictionary<string, DiagnosticDescriptor> ById = new[]
    {
        Rule(NotPartial, "A message is not partial", "'{0}' must be a partial class, because its reading and writing is generated"),
        Rule(UnknownType, "A field has a type the protocol lacks", "'{0}' has type '{1}'; the protocol knows numbers, bool, string, byte[], Uuid, ErrorCode, SharedBytes, nested classes, and List<T> of these"),
        Rule(BadVersions, "A version range is empty or outside of the message", "'{0}' has versions {1}, which must be a range within {2}"),
        Rule(BadTag, "A tagged field is impossible", "'{0}' cannot have tag {1}: {2}"),
        Rule(BadNull, "A null that cannot be", "'{0}' says when it may be null, but its type '{1}' is not nullable"),
        Rule(BadName, "A message has the wrong name", "'{0}' must be named after its API: '{1}'"),
        Rule(NoPartner, "A request and its response do not match", "'{0}' needs a '{1}' with the same versions {2}"),
        Rule(DuplicateKey, "Two messages share a key", "'{0}' and '{1}' both claim {2}"),
        Rule(BadDefault, "A default is no constant", "'{0}' has the default '{1}'; a literal, a MinValue or MaxValue, [] or new() is expected"),
        Rule(BadEcho, "An echo of nothing", "'{0}' says again '{1}', which the request does not have there, or not as such a type"),
        Rule(NoRefusal, "A request that cannot be refused", "'{0}' can say nowhere that the request is refused: it needs an ErrorCode, or a list of items with one that echoes a list of the request, or else the request its own 'Refuse'"),
    }.ToDictionary(rule => rule.Id);

    public static Diagnostic Create(Problem problem) =>
        Diagnostic.Create(ById[problem.Id], problem.Place.ToLocation(), problem.Arguments.Cast<object>().ToArray());

    public static Problem Problem(string id, Place place, params string[] arguments) => new(id, place, new(arguments));

    private static DiagnosticDescriptor Rule(string id, string title, string message) =>
        new(id, title, message, "Protocol", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
