import type { CodegenConfig } from '@graphql-codegen/cli';

const shared = {
  scalars: { ID: 'string', DateTime: 'string', Cursor: 'string', JSON: 'unknown' },
  strictScalars: true,
  immutableTypes: true,
  useTypeImports: true,
};

/** The types of an example, as an app would have them made. */
const example = (name: string, config: object = {}): CodegenConfig['generates'][string] => ({
  preset: 'client',
  documents: `examples/${name}/operations.graphql`,
  presetConfig: { fragmentMasking: false },
  config: { ...shared, enumType: 'string-literal', arrayInputCoercion: false, ...config },
});

const config: CodegenConfig = {
  schema: 'schema.graphql',
  importExtension: '.ts',
  generates: {
    'src/graphql/generated/resolvers.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        ...shared,
        contextType: '../context.ts#Context',
        mappers: { Run: '../run-source.ts#RunSource', Viewer: '../../auth/viewer.ts#Viewer as ViewerSource' },
        enumsAsTypes: true,
        // graphql-js has filled the defaults in before a resolver sees its input.
        avoidOptionals: { defaultValue: true },
      },
    },
    'src/client/generated/': {
      preset: 'client',
      documents: 'src/client/operations/*.graphql',
      presetConfig: { fragmentMasking: false, persistedDocuments: true },
      config: {
        ...shared,
        documentMode: 'string',
        enumType: 'string-literal',
        arrayInputCoercion: false,
      },
    },
    'src/dashboard/generated/': {
      preset: 'client',
      documents: 'src/dashboard/operations/*.graphql',
      presetConfig: { fragmentMasking: false },
      config: { ...shared, enumType: 'string-literal', arrayInputCoercion: false },
    },
    'examples/apollo/generated/': example('apollo'),
    'examples/urql/generated/': example('urql'),
    'examples/graphql-ws/generated/': example('graphql-ws', { documentMode: 'string' }),
  },
};

export default config;
