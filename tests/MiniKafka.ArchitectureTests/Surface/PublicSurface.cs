using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace MiniKafka.ArchitectureTests.Surface;

/// <summary>Writes down everything of an assembly that its users can reach, one line each, in ordinal order.</summary>
internal static class PublicSurface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IReadOnlyList<string> Describe(Assembly assembly)
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in assembly.GetExportedTypes())
        {
            lines.Add($"{type.FullName}: {KindOf(type)}{Experimental(type)}");
            foreach (var member in type.GetMembers(Declared))
            {
                if (Describe(member) is { } text)
                {
                    lines.Add($"{type.FullName}.{text}");
                }
            }
        }

        return [.. lines];
    }

    private static string Experimental(Type type) => type.GetCustomAttribute<ExperimentalAttribute>() is { } may ? $", experimental ({may.DiagnosticId})" : string.Empty;

    private static string? Describe(MemberInfo member) => member switch
    {
        ConstructorInfo constructor when IsVisible(constructor) => $"new({Parameters(constructor)})",
        MethodInfo method when IsVisible(method) && IsOwnMethod(method) => Method(method),
        PropertyInfo property when property.GetAccessors(nonPublic: true).Any(IsVisible) => Property(property),
        EventInfo raised when IsVisible(raised.AddMethod!) => $"event {raised.Name}: {CSharpName.Of(raised.EventHandlerType!, NullableFlags.Of(raised))}",
        FieldInfo field when (field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly) && !field.IsSpecialName => Field(field),
        _ => null,
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    /// <summary>Accessors are told with their property or event; what the compiler adds to a record is no decision of ours.</summary>
    private static bool IsOwnMethod(MethodInfo method)
        => (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))
            && !method.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    private static string Method(MethodInfo method)
    {
        var generic = method.IsGenericMethodDefinition
            ? $"<{string.Join(", ", method.GetGenericArguments().Select(CSharpName.Of))}>"
            : string.Empty;
        return $"{Static(method)}{method.Name}{generic}({Parameters(method)}): {CSharpName.Of(method.ReturnType, NullableFlags.Of(method.ReturnParameter))}";
    }

    private static string Property(PropertyInfo property)
    {
        var get = property.GetMethod is { } getter && IsVisible(getter) ? " get;" : string.Empty;
        var set = property.SetMethod is { } setter && IsVisible(setter) ? (IsInit(setter) ? " init;" : " set;") : string.Empty;
        var index = property.GetIndexParameters() is { Length: > 0 } parameters
            ? $"[{string.Join(", ", parameters.Select(parameter => CSharpName.Of(parameter.ParameterType)))}]"
            : string.Empty;
        return $"{Static(property.GetAccessors(nonPublic: true)[0])}{property.Name}{index} {{{get}{set} }}: {CSharpName.Of(property.PropertyType, NullableFlags.Of(property))}";
    }

    private static bool IsInit(MethodInfo setter)
        => setter.ReturnParameter.GetRequiredCustomModifiers().Any(modifier => modifier.Name == "IsExternalInit");

    private static string Field(FieldInfo field)
        => field.IsLiteral
            ? $"{field.Name} = {string.Format(CultureInfo.InvariantCulture, "{0}", field.GetRawConstantValue())}"
            : $"{(field.IsStatic ? "static " : string.Empty)}{field.Name}: {CSharpName.Of(field.FieldType, NullableFlags.Of(field))}";

    private static string Static(MethodBase method) => method.IsStatic ? "static " : string.Empty;

    private static string Parameters(MethodBase method)
        => string.Join(", ", method.GetParameters().Select(parameter =>
            $"{Direction(parameter)}{CSharpName.Of(parameter.ParameterType, NullableFlags.Of(parameter))} {parameter.Name}{(parameter.HasDefaultValue ? " = " + Default(parameter) : string.Empty)}"));

    private static string Direction(ParameterInfo parameter)
        => parameter switch
        {
            { IsOut: true } => "out ",
            { IsIn: true } => "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute), inherit: false) => "params ",
            _ => string.Empty,
        };

    private static string Default(ParameterInfo parameter)
        => parameter.DefaultValue is { } value ? string.Format(CultureInfo.InvariantCulture, "{0}", value) : "default";

    private static string KindOf(Type type)
    {
        var kind = type switch
        {
            { IsEnum: true } => $"enum {CSharpName.Of(Enum.GetUnderlyingType(type))}",
            { IsInterface: true } => "interface",
            { IsValueType: true } => "struct",
            _ when typeof(MulticastDelegate).IsAssignableFrom(type) => "delegate",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            { IsSealed: true } => "sealed class",
            _ => "class",
        };
        var parent = type.IsClass && type.BaseType is { } baseType && baseType != typeof(object) && kind != "delegate"
            ? " : " + CSharpName.Of(baseType)
            : string.Empty;
        return kind + parent;
    }
}
