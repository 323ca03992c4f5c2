using System.Reflection;

namespace MiniKafka.ArchitectureTests.Surface;

/// <summary>How asynchronous methods of the public surface look: who calls one can give it up, and says for how long in one way only.</summary>
internal static class AsynchronousMethods
{
    /// <summary>What breaks the rule, one line each.</summary>
    public static IReadOnlyList<string> Offenders(Assembly assembly) =>
    [
        .. from type in assembly.GetExportedTypes()
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
           let why = WhyNot(method)
           where why is not null
           select $"{type.Name}.{method.Name}: {why}",
    ];

    /// <summary>Whether a caller awaits or enumerates what the method returns.</summary>
    public static bool IsAsynchronous(MethodInfo method) =>
        typeof(Task).IsAssignableFrom(method.ReturnType)
        || method.ReturnType == typeof(ValueTask)
        || (method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() is var open
            && (open == typeof(ValueTask<>) || open == typeof(IAsyncEnumerable<>)));

    private static string? WhyNot(MethodInfo method)
    {
        var parameters = method.GetParameters();
        var token = parameters.LastOrDefault() is { } last && last.ParameterType == typeof(CancellationToken) ? last : null;
        var limit = Array.Find(parameters, parameter => parameter.Name!.Contains("timeout", StringComparison.OrdinalIgnoreCase));
        return IsAsynchronous(method) && method.Name != nameof(IAsyncDisposable.DisposeAsync) && token is not { Name: "cancellationToken", HasDefaultValue: true }
            ? "its last parameter is not CancellationToken cancellationToken = default"
            : limit is not null && (limit.Name != "timeout" || (Nullable.GetUnderlyingType(limit.ParameterType) ?? limit.ParameterType) != typeof(TimeSpan))
            ? $"{limit.ParameterType.Name} {limit.Name} says how long, and not TimeSpan timeout"
            : limit is not null && (token is null || limit.Position != token.Position - 1)
            ? "its timeout does not stand before a token"
            : null;
    }
}
