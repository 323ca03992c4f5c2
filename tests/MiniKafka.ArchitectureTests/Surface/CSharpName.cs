namespace MiniKafka.ArchitectureTests.Surface;

/// <summary>A type's name as one writes it in C#, without namespaces.</summary>
internal static class CSharpName
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(double)] = "double",
        [typeof(float)] = "float",
        [typeof(char)] = "char",
    };

    /// <param name="type">The type.</param>
    /// <param name="flags">Where in it there may be null.</param>
    public static string Of(Type type, NullableFlags flags)
    {
        if (type.IsByRef)
        {
            return Of(type.GetElementType()!, flags);
        }

        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Of(underlying, flags) + "?";
        }

        // Only of what can be null, or holds something that can, anything was written down.
        var mark = (!type.IsValueType || type.IsGenericType) && flags.Next() ? "?" : string.Empty;
        return Bare(type, argument => Of(argument, flags)) + mark;
    }

    /// <summary>The type's name without saying where there may be null.</summary>
    public static string Of(Type type) => Bare(type, Of);

    private static string Bare(Type type, Func<Type, string> argument)
    {
        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }

        if (type.IsArray)
        {
            return argument(type.GetElementType()!) + "[]";
        }

        if (!type.IsGenericType)
        {
            return type.Name;
        }

        var tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        return $"{(tick < 0 ? type.Name : type.Name[..tick])}<{string.Join(", ", type.GetGenericArguments().Select(argument))}>";
    }
}
